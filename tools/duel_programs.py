"""The programs of tools/duel: how each is started, and how its figures are read."""

import json
import os
import re
import shlex
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WINDOWS = os.name == "nt"
SIZE_MIB = 64


class UsageError(Exception):
    """One line that says what is wrong."""


class NoFigures(Exception):
    """A run that gave none, and why."""


class Figures:
    """Of one run; latencies in microseconds."""

    def __init__(self, iops, mean, p50, p99, note=""):
        self.iops, self.mean, self.p50, self.p99, self.note = iops, mean, p50, p99, note
        self.kept = iops * mean * 1e-6  # Little's law


def cpu_to_pin():
    """The last CPU that is allowed, as tools/quickstart takes; None where it is not known."""
    try:
        return max(os.sched_getaffinity(0))
    except AttributeError:
        return None


def start(command, where, seconds):
    """Exit code and output of COMMAND, pinned."""
    cpu = cpu_to_pin()
    environment = dict(os.environ)
    under_wine = not WINDOWS and command[0].lower().endswith(".exe")
    if under_wine:
        command = [os.path.join(ROOT, "tools", "wine-run")] + command
    wine = os.path.basename(command[0]) == "wine-run"
    if cpu is not None and wine:
        environment["WFX_PIN"] = str(cpu)

    def pin():
        os.sched_setaffinity(0, {cpu})

    try:
        done = subprocess.run(command, cwd=where, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              preexec_fn=None if cpu is None or wine else pin,
                              timeout=60 + 20 * seconds)
    except subprocess.TimeoutExpired:
        return None, ""
    except OSError as problem:
        raise UsageError(f"{command[0]} cannot be started: {problem.strerror}")
    return done.returncode, done.stdout.decode("utf-8", "replace")


class Ours:
    def __init__(self, name, duel, folder):
        self.name, self.duel, self.folder = name, duel, folder
        self.api = "WriteFileEx, reissued in its routine"
        if duel.ours is not None:
            self.command = shlex.split(duel.ours)
        else:
            self.command = [find_ours()]
        self.record = os.path.join(folder, "record.json")

    def run(self):
        command = self.command + ["--only", f"load/random_write/{self.duel.case()}@*",
                                  "--run-for", f"{self.duel.seconds} s", "--benchmark_repetitions=1",
                                  "--record", self.record]
        if "--system" not in self.command:
            command += ["--target", self.folder]
        if os.path.exists(self.record):
            os.remove(self.record)
        code, said = start(command, ROOT, self.duel.seconds)
        if code != 0:
            return code, NoFigures(said.strip().splitlines()[-1] if said.strip() else "no output")
        with open(self.record, encoding="utf-8") as file:
            measurement = json.load(file)["measurements"][0]
        latency = measurement["latency_ns"]
        return code, Figures(measurement["writes"] / measurement["seconds"], latency["mean"] / 1e3,
                             latency["p50"] / 1e3, latency["p99"] / 1e3)


def find_ours():
    if WINDOWS:
        candidates = ["build/msvc/bin/wfx-bench.exe", "build/msvc-vcpkg/bin/wfx-bench.exe"]
    else:
        candidates = ["build/wine/bin/wfx-bench.exe"]
    for candidate in candidates:
        path = os.path.join(ROOT, candidate)
        if os.path.exists(path):
            return path
    raise UsageError(f"{candidates[0]} is not there; build it, or name the program with --ours")


class Peer:
    """Another program, which writes to the file of the same name in the same folder."""

    def __init__(self, name, path, duel, folder):
        if not os.path.isfile(path):
            raise UsageError(f"{path} is no executable of {name}")
        self.name, self.path, self.duel, self.folder = name, os.path.abspath(path), duel, folder
        # As wfx-bench names the file of that case.
        self.file = f"wfx_load_random_write_length_{duel.length}kib_queue_depth_{duel.depth}_data"

    def past_wine(self):
        """What a program of Linux beside one of Windows must be told apart by."""
        ours = shlex.split(self.duel.ours) if self.duel.ours is not None else [find_ours()]
        is_windows = any(word.lower().endswith(".exe") for word in ours)
        native = not WINDOWS and is_windows and not self.path.lower().endswith(".exe")
        return "; a native program, which goes past Wine" if native else ""

    def run(self):
        file = os.path.join(self.folder, self.file)
        try:
            code, said = start([self.path] + self.arguments(), self.folder, self.duel.seconds)
        finally:
            if os.path.exists(file):
                os.remove(file)
        if code is None:
            return code, NoFigures("did not end in time")
        try:
            figures = self.read(said)
        except (ValueError, KeyError, IndexError, TypeError) as problem:
            line = said.strip().splitlines()[-1] if said.strip() else "no output"
            return code, NoFigures(f"its output cannot be read ({problem}): {line}")
        if figures.iops == 0:
            return code, NoFigures("it wrote nothing")
        return code, figures


class Fio(Peer):
    def __init__(self, path, duel, folder):
        super().__init__("fio", path, duel, folder)
        self.engine = "windowsaio" if path.lower().endswith(".exe") else "libaio"
        self.api = f"{self.engine}, no completion routine" + self.past_wine()

    def arguments(self):
        return ["--name=duel", f"--filename={self.file}", "--rw=randwrite", f"--bs={self.duel.length}k",
                f"--iodepth={self.duel.depth}", f"--size={SIZE_MIB}m", f"--runtime={self.duel.seconds}",
                "--time_based", f"--ioengine={self.engine}", "--thread", "--lat_percentiles=1",
                "--output-format=json"]

    def read(self, said):
        # Warnings may stand before the report.
        job = json.loads(said[said.index("{"):])["jobs"][0]
        write = job["write"]
        percentile = write["lat_ns"]["percentile"]
        note = f"its job ended with error {job['error']}" if job["error"] != 0 else ""
        return Figures(write["iops"], write["lat_ns"]["mean"] / 1e3, percentile["50.000000"] / 1e3,
                       percentile["99.000000"] / 1e3, note)


class Diskspd(Peer):
    def __init__(self, path, duel, folder):
        super().__init__("diskspd", path, duel, folder)
        # With one request a thread it takes its synchronous loop, whatever -x says.
        api = "WriteFileEx (-x)" if duel.depth > 1 else "WriteFile, synchronous (-o1)"
        self.api = api + self.past_wine()

    def arguments(self):
        return ["-x", f"-b{self.duel.length}K", f"-o{self.duel.depth}", "-t1", "-r", "-w100", "-W0", "-C0",
                f"-d{self.duel.seconds}", f"-c{SIZE_MIB}M", "-L", "-Rxml", self.file]

    # Its XML is not escaped, so it is no XML where a path has an ampersand.
    def read(self, said):
        def number(name):
            found = re.search(rf"<{name}>([0-9.]+)</{name}>", said)
            if found is None:
                raise ValueError(f"there is no {name}")
            return float(found.group(1))

        def percentile(which):
            bucket = rf"<Percentile>{which}</Percentile>.*?<WriteMilliseconds>([0-9.]+)<"
            found = re.search(bucket, said, re.DOTALL)
            if found is None:
                raise ValueError(f"there is no percentile {which}")
            return float(found.group(1)) * 1e3

        writes = sum(int(count) for count in re.findall(r"<WriteCount>([0-9]+)</WriteCount>", said))
        failed = re.findall(r"error code: ([0-9]+)", said)
        note = f"{len(failed)} of its writes failed, with error {failed[0]}" if failed else ""
        return Figures(writes / number("TestTimeSeconds"), number("AverageWriteMilliseconds") * 1e3,
                       percentile(50), percentile(99), note)


PEERS = (("WFX_DISKSPD", Diskspd), ("WFX_FIO", Fio))
