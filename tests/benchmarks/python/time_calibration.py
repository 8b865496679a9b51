"""
time_calibration.py MODEL SAMPLES.npz INPUT COUNT RUNS: seconds of quantize_static with COUNT samples less seconds with one, by calibrator,
medians of RUNS, as JSON. U8S8 per channel, after quant_pre_process, which is not timed.
"""
import json
import os
import statistics
import sys
import tempfile
import time

import numpy as np
from onnxruntime.quantization import CalibrationMethod, QuantFormat, QuantType, quantize_static

from prepared import Samples, prepare

model, samples, input_name, count, runs = sys.argv[1:]
held = dict(np.load(samples))  # in memory, so that reading files is not timed
with tempfile.TemporaryDirectory() as folder:
    prepared = os.path.join(folder, 'prepared.onnx')
    prepare(model, prepared)

    def seconds(method, n):
        started = time.perf_counter()
        quantize_static(
            prepared,
            os.path.join(folder, 'artifact.onnx'),
            Samples(held, input_name, n),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod[method],
        )
        return time.perf_counter() - started

    methods = ('MinMax', 'Percentile')
    spent = {m: [] for m in methods}
    for run in range(int(runs) + 1):  # the first run warms up
        for m in methods:
            spent[m].append(seconds(m, int(count)) - seconds(m, 1))
print(json.dumps({m: statistics.median(spent[m][1:]) for m in methods}))
