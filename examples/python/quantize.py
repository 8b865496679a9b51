"""Quantizes a model over REST with nothing but requests.

    OCTET_URL=http://127.0.0.1:8080 OCTET_KEY=octet_… python quantize.py MODEL CALIBRATION [OUT]

Exits with 0 when the gates passed or could not be evaluated, 2 when a gate failed, 1 when the job did not succeed.
"""

import hashlib
import os
import pathlib
import sys
import time
import uuid

import requests

FINAL = {"succeeded", "failed", "canceled", "expired"}


def main(model: str, calibration: str, out: str = "octet-out") -> int:
    url = os.environ["OCTET_URL"].rstrip("/")
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {os.environ['OCTET_KEY']}"

    with open(model, "rb") as model_file, open(calibration, "rb") as calibration_file:
        # A list keeps the order, and the order is part of the contract: recipe, model, calibration, evaluation.
        parts = [
            ("recipe", (None, '{"gates": {"max_accuracy_drop_points": 1.0}}', "application/json")),
            ("model", (os.path.basename(model), model_file)),
            ("calibration", (os.path.basename(calibration), calibration_file)),
        ]
        answer = session.post(f"{url}/v1/jobs", files=parts, headers={"Idempotency-Key": str(uuid.uuid4())})
    job = checked(answer).json()
    print("job", job["id"])

    etag = None
    while job["state"] not in FINAL:
        time.sleep(0.5)
        answer = session.get(f"{url}/v1/jobs/{job['id']}", headers={"If-None-Match": etag} if etag else {})
        if answer.status_code == 304:
            continue
        job, etag = checked(answer).json(), answer.headers.get("ETag")
        print(" ", job["state"], job["stage"] or "")
    if job["state"] != "succeeded":
        print(job["problem"] or job["state"], file=sys.stderr)
        return 1

    folder = pathlib.Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    names = {"artifact": "model.int8.onnx", "report.html": "report.html", "report.json": "report.json", "evidence": "evidence.json"}
    for output in job["outputs"]:
        if output["name"] not in names:
            continue
        data = checked(session.get(f"{url}/v1/jobs/{job['id']}/{output['name']}")).content
        if hashlib.sha256(data).hexdigest() != output["digest"]:
            raise SystemExit(f"{output['name']} did not arrive as the job states it")
        (folder / names[output["name"]]).write_bytes(data)

    summary = job["summary"]
    print(f"{summary['size_ratio']}x smaller, {summary['speedup']}x faster, verdict {job['verdict']}; files in {folder}")
    return 2 if job["verdict"] == "fail" else 0


def checked(answer: requests.Response) -> requests.Response:
    """Every refusal is application/problem+json: a code, what is wrong, and what to do next."""
    if answer.ok:
        return answer
    problem = answer.json()
    raise SystemExit(f"{problem['code']}: {problem['detail']} {problem['fix']}")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        raise SystemExit(__doc__)
    sys.exit(main(*sys.argv[1:]))
