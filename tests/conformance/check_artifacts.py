"""
check_artifacts.py CASES.json: every case {model, feeds, outputs} (paths; feeds and outputs are npz by name, one sample) must pass onnx.checker
with full_check, open in Python's onnxruntime, and compute what Node's computed. A case with a target, the FP32 model and samples must also be what
that target asks for. Prints a JSON object by model: null, or what is wrong.
"""
import json
import sys

import numpy as np
import onnx
import onnxruntime

import arm64_run
import openvino_run
import tensorrt_rules

FAULTS_BY_TARGET = {
    'openvino': lambda case: openvino_run.faults_of(case['model'], case['fp32'], dict(np.load(case['samples']))),
    'ort-cpu-arm64': lambda case: arm64_run.faults_of(case['model'], case['fp32'], dict(np.load(case['samples']))),
    'tensorrt': lambda case: tensorrt_rules.faults_of(onnx.load(case['model'])),
}


def fault_of(case):
    try:
        onnx.checker.check_model(case['model'], full_check=True)
    except Exception as error:  # the checker throws several kinds
        return f'onnx.checker: {error}'
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(case['model'], options, providers=['CPUExecutionProvider'])
        names = [o.name for o in session.get_outputs()]
        outputs = dict(zip(names, session.run(names, dict(np.load(case['feeds'])))))
    except Exception as error:
        return f'onnxruntime: {error}'
    for name, expected in np.load(case['outputs']).items():
        if name not in outputs:
            return f'output "{name}" is missing'
        if outputs[name].shape != expected.shape or outputs[name].dtype != expected.dtype:
            return f'output "{name}" is {outputs[name].dtype} {outputs[name].shape}, Node has {expected.dtype} {expected.shape}'
        if not np.array_equal(outputs[name], expected, equal_nan=expected.dtype.kind == 'f'):
            worst = np.abs(outputs[name].astype('f8') - expected.astype('f8')).max()
            return f'output "{name}" differs from Node\'s by up to {worst}'
    faults = list(FAULTS_BY_TARGET.get(case.get('target'), lambda _: [])(case))
    more = [f'and {len(faults) - 4} more'] if len(faults) > 4 else []
    return '; '.join(faults[:4] + more) or None


with open(sys.argv[1]) as file:
    print(json.dumps({case['model']: fault_of(case) for case in json.load(file)}))
