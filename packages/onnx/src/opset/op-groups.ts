/** Operators that the rules for element types and for ranks treat alike. */

/** Element by element, and one input that matters. */
export const unaryOps: readonly string[] = [
  ...[
    'Relu',
    'LeakyRelu',
    'PRelu',
    'Sigmoid',
    'Tanh',
    'Elu',
    'Selu',
    'HardSigmoid',
    'ThresholdedRelu',
    'Softplus',
    'Softsign',
    'Exp',
    'Log',
  ],
  ...['Sqrt', 'Neg', 'Abs', 'Floor', 'Ceil', 'Reciprocal', 'Identity', 'Dropout', 'Softmax', 'LogSoftmax', 'Hardmax', 'Erf', 'LRN', 'Clip'],
];

export const poolOps: readonly string[] = ['MaxPool', 'AveragePool', 'LpPool', 'GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'];

/** Elements of the input at other places or in other numbers, with as many dimensions. */
export const rearrangingOps: readonly string[] = [
  ...['Pad', 'Slice', 'Transpose', 'Tile', 'Upsample', 'Resize', 'Split', 'DepthToSpace', 'SpaceToDepth', 'TopK'],
];

/** Inputs of one type; as many dimensions as the first. */
export const channelOps: readonly string[] = ['Conv', 'ConvTranspose', 'BatchNormalization', 'InstanceNormalization', 'Concat'];

/** Broadcasting, inputs of one type. */
export const arithmeticOps: readonly string[] = ['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min', 'Mean', 'Sum'];

export const reduceOps: readonly string[] = [
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceProd', 'ReduceL1', 'ReduceL2', 'ReduceSumSquare', 'ReduceLogSumExp'],
];
