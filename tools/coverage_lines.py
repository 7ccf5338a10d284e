"""Adds up what gcov says of a build tree: lines of runner/ that ran, by folder.

    coverage_lines.py TREE FLOOR [--files]

Ends 0 when at least FLOOR per cent of the lines ran, 1 when fewer did, 2 when TREE has no counters.
"""

import collections
import json
import os
import re
import subprocess
import sys

# What tests need is not what they are to cover.
TESTS_OWN = re.compile(r"_test\.|_test_program\.|(^|/)fake_|_fake\.|_fixture\.|/testdata/")
FILES_AT_A_TIME = 20


def counters_in(tree):
    """Every .gcno below the tree but those of third-party libraries."""
    for folder, folders, files in os.walk(tree):
        if "_deps" in folders:
            folders.remove("_deps")
        for file in files:
            if file.endswith(".gcno"):
                yield os.path.join(os.path.abspath(folder), file)


def reports_on(notes, folder):
    """What gcov says of each source, one document for each object file."""
    command = [os.environ.get("GCOV", "gcov"), "--json-format", "--stdout"]
    for begin in range(0, len(notes), FILES_AT_A_TIME):
        some = notes[begin : begin + FILES_AT_A_TIME]
        said = subprocess.run(command + some, cwd=folder, capture_output=True, check=True, text=True)
        for line in said.stdout.splitlines():
            yield json.loads(line)


def lines_of_runner(reports):
    """{file: {line: has it run}}; a line in several objects, or instances, ran when one of them did."""
    lines = collections.defaultdict(dict)
    for report in reports:
        for source in report["files"]:
            file = os.path.normpath(source["file"])
            if not file.startswith("runner/") or TESTS_OWN.search(file):
                continue
            for line in source["lines"]:
                number = line["line_number"]
                ran = line["count"] > 0
                lines[file][number] = lines[file].get(number, False) or ran
    return lines


def percent(ran, all_lines):
    """Rounded down, so that 100.0 means all."""
    return f"{ran * 1000 // all_lines / 10:.1f} %"


def ranges(numbers):
    """[3, 4, 5, 9] as "3-5, 9"."""
    spans = []
    for number in sorted(numbers):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def print_files(lines):
    def share(item):
        return sum(item[1].values()) / len(item[1])

    for file, ran in sorted(lines.items(), key=lambda item: (share(item), item[0])):
        missing = [number for number, has_run in ran.items() if not has_run]
        if missing:
            print(f"{percent(sum(ran.values()), len(ran)):>8}  {file}: {ranges(missing)}")


def main(tree, floor, *options):
    notes = sorted(counters_in(tree))
    lines = lines_of_runner(reports_on(notes, tree)) if notes else {}
    if not lines:
        print(f"coverage: {tree} has no counters of runner/; it is not built with --coverage", file=sys.stderr)
        return 2
    if "--files" in options:
        print_files(lines)
    folders = collections.defaultdict(lambda: [0, 0])
    for file, ran in lines.items():
        for name in (os.path.dirname(file), "all of it"):
            folders[name][0] += sum(ran.values())
            folders[name][1] += len(ran)
    total = folders.pop("all of it")
    for name, (ran, count) in [*sorted(folders.items()), ("all of it", total)]:
        print(f"{name:<20}{percent(ran, count):>8}  {ran:>6} of {count} lines")
    if total[0] * 100 < floor * total[1]:
        print(f"BELOW THE FLOOR of {floor} %")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]))
