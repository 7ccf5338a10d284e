"""Runs the steps of the examples in docs/ci.md on the model, as the two services would.

    ci_document_test.py PROGRAMS    the folder of wfx, wfx-conformance and wfx-bench

Ends 77, with a reason, where Python has no YAML.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError:
    print("skipped: this Python has no package yaml (python3-yaml)")
    sys.exit(77)

# Nothing is measured here, only tried: as little as can be, and limits that noise does not pass.
AREA = "--system model --only null_write/*"
SHORT = {"WFX_LENGTH": "--run-for=20ms", "WFX_LIMITS": "--limit throughput=95 --limit latency_p50=900"}
# What fetches and builds: only that its presets exist is looked at.
NOT_RUN = re.compile(r"^(cmake|tools/setup)\b")

root = os.getcwd()
programs = os.path.abspath(sys.argv[1])
presets = {each["name"] for each in json.load(open("CMakePresets.json"))["buildPresets"]}
failures = []


def blocks(language):
    text = open("docs/ci.md", encoding="utf-8").read()
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.M | re.S)
    return [block for its_language, block in found if its_language == language]


def run(name, script, folder, environment):
    """One step, in the shell that the services use: the first command that fails ends it."""
    lines = []
    for line in script.splitlines():
        if NOT_RUN.match(line.strip()):
            for preset in re.findall(r"--preset (\S+)", line):
                if preset not in presets:
                    failures.append(f"{name}: there is no preset {preset}")
        else:
            lines.append(line)
    if not "".join(lines).strip():
        return
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", "\n".join(lines)], cwd=folder, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)
    print(f"{name}: exit code {done.returncode}")
    if done.returncode != 0:
        failures.append(f"{name}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def furnish(folder):
    """What a job finds: the harness beside it or around it, and no output yet."""
    os.makedirs(f"{folder}/build/linux")
    os.makedirs(f"{folder}/wfx")
    os.makedirs(f"{folder}/ci")
    os.symlink(programs, f"{folder}/build/linux/bin")
    os.symlink(f"{root}/scenarios", f"{folder}/scenarios")
    os.symlink(f"{root}/scenarios", f"{folder}/wfx/scenarios")


def set_here(variables, given):
    """The example's variables, with those of this test in their place; each has to be there."""
    for name in given:
        if name not in variables:
            failures.append(f"the example has no variable {name}")
    return {**os.environ, **{name: str(value) for name, value in variables.items()}, **given}


def make_baseline(folder):
    """As the page says: from a run's record, by hand."""
    command = next(block for block in blocks("") if "baseline update" in block).strip()
    subprocess.run([f"{programs}/wfx-conformance", *AREA.split(), "--target", r"here=C:\wfx", "--record",
                    "conformance.json"], cwd=folder, check=True, capture_output=True, timeout=120)
    run("the first baseline", command.replace("wfx ", f"{programs}/wfx ", 1), folder, dict(os.environ))


def try_github(text):
    workflow = yaml.safe_load(text)
    job = workflow["jobs"]["write_file_ex"]
    if workflow.get(True, workflow.get("on")) is None or job["defaults"]["run"]["shell"] != "bash":
        failures.append("GitHub: the workflow lacks `on`, or its shell")
    with tempfile.TemporaryDirectory() as folder:
        furnish(folder)
        make_baseline(folder)
        environment = set_here(job["env"], {"WFX": programs, "WFX_SYSTEM": AREA, "WFX_NEW": r"C:\new",
                                            "WFX_OLD": r"C:\old", **SHORT})
        environment["GITHUB_STEP_SUMMARY"] = f"{folder}/summary.md"
        for step in job["steps"]:
            if "run" in step:
                run("GitHub, " + step["name"], step["run"], folder, environment)
            elif "uses" not in step:
                failures.append(f"GitHub: a step does nothing: {step}")
        for made in ("out/report.html", "out/gate.md", "out/speed.json", "summary.md"):
            if not os.path.exists(f"{folder}/{made}"):
                failures.append(f"GitHub: {made} was not made")


def try_gitlab(text):
    pipeline = yaml.safe_load(text)
    job = pipeline["write_file_ex"]
    if pipeline["harness"]["stage"] not in pipeline["stages"] or job["stage"] not in pipeline["stages"]:
        failures.append("GitLab: a job is of no stage")
    with tempfile.TemporaryDirectory() as folder:
        furnish(folder)
        make_baseline(folder)
        environment = set_here(pipeline["variables"], {
            "WFX": programs, "WFX_RUN": "", "WFX_END": "", "WFX_SYSTEM": AREA, "WFX_HERE": r"C:\wfx",
            "WFX_LENGTH": SHORT["WFX_LENGTH"]})
        environment["CI_COMMIT_SHORT_SHA"] = "4f2a"
        run("GitLab, harness", "\n".join(pipeline["harness"]["script"]), folder, environment)
        run("GitLab, write_file_ex", "\n".join(job["before_script"] + job["script"]), folder, environment)
        run("GitLab, after", "\n".join(job["after_script"]), folder, environment)
        for made in ("out/report.html", "out/conformance.xml", "ci/history.jsonl"):
            if not os.path.exists(f"{folder}/{made}"):
                failures.append(f"GitLab: {made} was not made")


github, gitlab = blocks("yaml")
try_github(github)
try_gitlab(gitlab)
for failure in failures:
    print("FAILED", failure)
sys.exit(1 if failures else 0)
