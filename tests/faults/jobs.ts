import type { JobFiles } from '@octet/client';
import { textModel } from '@octet/testing';
import { smallJob } from '../service/small-job.ts';

const endless = `<ir_version: 8, opset_import: ["" : 17]> endless (float[N,4,12,12] image) => (float[N,16,12,12] y)
<float[16,4,3,3] w = random(seed=1, std=0.2), int64 trips = {9223372036854775807}, bool always = {1}>
{ h = Conv<pads=[1,1,1,1]>(image, w)
  y = Loop<body = body (int64 i, bool go, float[N,16,12,12] before) => (bool goOn, float[N,16,12,12] after) { goOn = Identity(go) after = Sin(before) }>(trips, always, h) }`;

/** A model that runs until it is stopped. */
export async function endlessJob(): Promise<JobFiles> {
  const { calibration } = await smallJob();
  return { model: new File([Buffer.from(textModel(endless))], 'endless.onnx'), calibration };
}

/** A file that is no model: fails as soon as an engine opens it. */
export async function brokenJob(): Promise<JobFiles> {
  const { calibration } = await smallJob();
  return { model: new File(['This is no model.'], 'broken.onnx'), calibration };
}
