"""
run_model.py MODEL SAMPLES.npz OUTPUTS.npz: runs a model in onnxruntime on the CPU that this Python runs on, one thread, sample by sample. Writes the
outputs by name and prints a JSON object: how many nodes of each operator the optimized graph has.
"""
import collections
import json
import os
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime


def run(model, samples):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    with tempfile.TemporaryDirectory() as folder:
        options.optimized_model_filepath = os.path.join(folder, 'optimized.onnx')
        session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])
        operators = collections.Counter(node.op_type for node in onnx.load(options.optimized_model_filepath).graph.node)
    count = len(next(iter(samples.values())))
    answers = [session.run(None, {name: array[i : i + 1] for name, array in samples.items()}) for i in range(count)]
    names = [o.name for o in session.get_outputs()]
    return {name: np.concatenate(of_samples) for name, of_samples in zip(names, zip(*answers))}, operators


if __name__ == '__main__':
    outputs, operators = run(sys.argv[1], dict(np.load(sys.argv[2])))
    np.savez(sys.argv[3], **outputs)
    print(json.dumps(operators))
