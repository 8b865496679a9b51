export interface ProblemSpec {
  /** HTTP status where the problem is an answer to a request. */
  readonly status: number;
  readonly title: string;
  /** The same input may succeed on another try: the fault was the machine's. */
  readonly retryable: boolean;
  /** What to do next, one sentence. The page docs/problems/<code, slash as dash>.md says more. */
  readonly fix: string;
}

/** Every way in which Octet says no. Codes are never reused for another meaning. */
export const problems = {
  'model/malformed': {
    status: 422,
    title: 'The model is not valid ONNX',
    retryable: false,
    fix: 'Export the model again and check it with onnx.checker.check_model.',
  },
  'model/too-large': {
    status: 413,
    title: 'The model is larger than the limit',
    retryable: false,
    fix: 'Store the weights as external data, or raise the limit.',
  },
  'model/unsupported-opset': {
    status: 422,
    title: 'The opset of the model cannot be raised',
    retryable: false,
    fix: 'Export the model with opset 13 or newer.',
  },
  'model/unsupported-feature': {
    status: 422,
    title: 'The model uses a feature that is not supported',
    retryable: false,
    fix: 'Remove the named feature from the model, or export it differently.',
  },
  'model/external-data': {
    status: 422,
    title: 'The external data of the model cannot be used',
    retryable: false,
    fix: 'Put the external data files beside the model, under relative paths, complete.',
  },
  'model/already-quantized': {
    status: 422,
    title: 'The model is already quantized',
    retryable: false,
    fix: 'Give the FP32 model from which this one was made.',
  },
  'model/non-finite-weights': {
    status: 422,
    title: 'Weights of the model are NaN or infinite',
    retryable: false,
    fix: 'Repair the checkpoint; training probably diverged.',
  },
  'text/syntax': {
    status: 422,
    title: 'The text form of a model does not parse',
    retryable: false,
    fix: 'Correct the text at the line and column given.',
  },
  'graph/invalid': {
    status: 422,
    title: 'The graph breaks a rule of ONNX',
    retryable: false,
    fix: 'Check the model with onnx.checker.check_model; if it passes there, report this as a fault of Octet.',
  },
  'rewrite/oscillates': {
    status: 500,
    title: 'Rewrites of the graph undo each other',
    retryable: false,
    fix: 'Report this as a fault of Octet, with the model; the detail names the rules.',
  },
  'recipe/invalid': {
    status: 422,
    title: 'The recipe has faults',
    retryable: false,
    fix: 'Mend the fields that the detail lists; every field may also be left out.',
  },
  'recipe/no-match': {
    status: 422,
    title: 'An entry of the recipe matches nothing in the model',
    retryable: false,
    fix: 'Look the names up with octet inspect, and correct the entry or remove it.',
  },
  'recipe/unsupported': {
    status: 422,
    title: 'The target cannot do what the recipe asks',
    retryable: false,
    fix: 'Choose another target, or leave the field at its default.',
  },
  'calibration/no-samples': {
    status: 422,
    title: 'There is nothing to calibrate on',
    retryable: false,
    fix: 'Give at least one sample; some hundred typical ones are better.',
  },
  'calibration/non-finite': {
    status: 422,
    title: 'The model computes NaN or infinity on the calibration samples',
    retryable: false,
    fix: 'Check that the preprocessing is that of training, then run the FP32 model on the named sample.',
  },
  'runtime/load-failed': {
    status: 422,
    title: 'onnxruntime cannot open the model',
    retryable: false,
    fix: 'Open the model with onnxruntime yourself; the detail holds its message.',
  },
  'runtime/run-failed': {
    status: 422,
    title: 'onnxruntime cannot run the model on a sample',
    retryable: false,
    fix: 'Check names, shapes and types of the samples against the inputs of the model.',
  },
  'runtime/worker-died': {
    status: 503,
    title: 'A process that ran the model ended unexpectedly',
    retryable: true,
    fix: 'Try again with more memory, or fewer workers.',
  },
  'dataset/unreadable': {
    status: 422,
    title: 'The data set cannot be read',
    retryable: false,
    fix: 'Give a folder, or a complete .zip, .tar, .tar.gz, .npz, .npy or .safetensors file.',
  },
  'dataset/hostile-archive': {
    status: 422,
    title: 'The archive breaks a safety rule',
    retryable: false,
    fix: 'Pack plain files under relative paths, each name once, within the limits given.',
  },
  'dataset/unknown-layout': {
    status: 422,
    title: 'The layout of the data set is not one that Octet reads',
    retryable: false,
    fix: 'Use arrays named after the inputs, class-named image folders, or test_data_set folders.',
  },
  'dataset/bad-array': {
    status: 422,
    title: 'An array in the data set is malformed or of an unsupported kind',
    retryable: false,
    fix: 'Save a plain numeric array with numpy.save(..., allow_pickle=False).',
  },
  'dataset/wrong-name': {
    status: 422,
    title: 'The data set does not name the inputs of the model',
    retryable: false,
    fix: 'Name each array after the input that it feeds.',
  },
  'dataset/wrong-shape': {
    status: 422,
    title: 'Samples do not have the shape of the input',
    retryable: false,
    fix: 'Shape the samples as the input says, or describe the preprocessing in dataset.json.',
  },
  'dataset/wrong-dtype': {
    status: 422,
    title: 'Samples do not have the type of the input',
    retryable: false,
    fix: 'Convert the samples to the type of the input, or describe the conversion in dataset.json.',
  },
  'dataset/empty': {
    status: 422,
    title: 'The data set holds no samples',
    retryable: false,
    fix: 'Check that the archive holds one of the layouts that Octet reads.',
  },
  'dataset/non-finite': {
    status: 422,
    title: 'Samples hold NaN or infinite values',
    retryable: false,
    fix: 'Remove or repair the named samples.',
  },
  'dataset/bad-image': {
    status: 422,
    title: 'An image cannot be decoded safely',
    retryable: false,
    fix: 'Save the named image again as PNG, JPEG or WebP, within the size limit.',
  },
  'dataset/bad-contract': {
    status: 422,
    title: 'dataset.json has faults',
    retryable: false,
    fix: 'Mend the fields that the detail lists.',
  },
  'dataset/bad-labels': {
    status: 422,
    title: 'The labels do not fit the samples',
    retryable: false,
    fix: 'Give one whole-number label a sample, within the classes of the model.',
  },
  'dataset/no-labels': {
    status: 422,
    title: 'The metric needs labels, and the data set has none',
    retryable: false,
    fix: 'Add labels.npy or class-named folders, or leave out the metric.',
  },
  'output/no-space': {
    status: 507,
    title: 'The disk is full',
    retryable: true,
    fix: 'Free space at the output, or choose another folder; nothing was left behind.',
  },
  'output/unwritable': {
    status: 500,
    title: 'The output cannot be written',
    retryable: false,
    fix: 'Choose an output folder that you may write to.',
  },
  usage: {
    status: 400,
    title: 'The command was not understood',
    retryable: false,
    fix: 'Run octet --help.',
  },
  canceled: {
    status: 409,
    title: 'The job was canceled',
    retryable: true,
    fix: 'Start it again when you like; nothing was left behind.',
  },
  internal: {
    status: 500,
    title: 'Octet met a fault of its own',
    retryable: true,
    fix: 'Try again; if it stays, report it with the command and the versions that octet doctor prints.',
  },
} as const satisfies Record<string, ProblemSpec>;

export type ProblemCode = keyof typeof problems;
