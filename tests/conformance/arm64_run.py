"""
onnxruntime's Arm kernels on an artifact of target ort-cpu-arm64, where OCTET_ARM64_PYTHON names a Python on such a CPU (arm64/emulated-python.sh):
the optimized graph has as many integer kernels there as on x86, and what comes out is as near to FP32.
"""
import json
import os
import subprocess
import tempfile

import numpy as np

from arm64.run_model import run
from openvino_run import sqnr_db

SAMPLES = 8
INTEGER = ('QLinearConv', 'QGemm', 'QLinearMatMul', 'MatMulIntegerToFloat')
LOSS_DB = 1.0


def faults_of(model, fp32, samples):
    python = os.environ.get('OCTET_ARM64_PYTHON')
    if python is None:
        return
    few = {name: array[:SAMPLES] for name, array in samples.items()}
    reference, _ = run(fp32, few)
    here, here_operators = run(model, few)
    there, there_operators = run_there(python, model, few)
    counts = [[operators.get(op, 0) for op in INTEGER] for operators in (here_operators, there_operators)]
    if counts[0] != counts[1] or not any(counts[1]):
        yield f'Arm: {dict(zip(INTEGER, counts[1]))} integer kernels; x86 has {counts[0]}'
    here_db, there_db = (sqnr_db([list(reference.values())], [list(o.values())]) for o in (here, there))
    if not there_db >= here_db - LOSS_DB:
        yield f'Arm: {there_db:.2f} dB against FP32, x86 has {here_db:.2f} dB'


def run_there(python, model, samples):
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ('samples.npz', 'outputs.npz')]
        np.savez(paths[0], **samples)
        script = os.path.join(os.path.dirname(__file__), 'arm64', 'run_model.py')
        done = subprocess.run([python, script, model, *paths], capture_output=True, text=True, check=True)
        return dict(np.load(paths[1])), json.loads(done.stdout.splitlines()[-1])
