"""Opens the page of `wfx report --html` in a headless browser and holds what it shows to the records.

    html_page_test.py WFX WFX_CONFORMANCE WFX_BENCH

Ends 77, with a reason, where there is no Chromium.
"""
import html.parser
import json
import os
import shutil
import subprocess
import sys
import tempfile

HOSTILE = '</script><script>document.title = "taken"</script><img src=x onerror=alert(1)> & "'


class Page(html.parser.HTMLParser):
    """What a browser has made of a page: rows of each table, texts, and elements that were counted."""

    def __init__(self, dom):
        super().__init__()
        self.rows, self.shown, self.title, self.counts = [], "", "", {}
        self.section, self.cell, self.inside = "", None, ""
        self.feed(dom)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag == "section" and "id" in named:
            self.section = named["id"]
        elif tag == "tr":
            self.rows.append({"section": self.section, "hidden": "hidden" in named, "cells": []})
        elif tag in ("td", "th"):
            self.cell = {"class": named.get("class", ""), "text": ""}
            self.rows[-1]["cells"].append(self.cell)
        elif tag == "title" or named.get("id") == "shown":
            self.inside = named.get("id", tag)

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = None
        if tag in ("title", "p"):
            self.inside = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell["text"] += data
        if self.inside == "shown":
            self.shown += data
        elif self.inside == "title" and self.counts.get("body", 0) == 0:
            self.title += data

    def of(self, section):
        return [row for row in self.rows if row["section"] == section]


def check(wanted, what):
    if not wanted:
        sys.exit(f"html_page_test: {what}")


def open_page(browser, file, fragment=""):
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--enable-logging=stderr", f"--user-data-dir={os.path.dirname(file)}/profile",
         "--virtual-time-budget=5000", "--dump-dom", f"file://{file}{fragment}"],
        capture_output=True, text=True, timeout=120)
    check(run.returncode == 0, f"the browser ended {run.returncode}: {run.stderr[-2000:]}")
    complaints = [line for line in run.stderr.splitlines() if "CONSOLE" in line]
    check(not complaints, f"the page complains: {complaints}")
    return Page(run.stdout)


def records_in(folder, conformance, bench):
    """A record of two targets that differ in a hostile failure, and one of measurements on them."""
    targets = ["--system", "model", "--target", r"one=C:\one", "--target", r"two=C:\two"]
    cases, load = f"{folder}/cases.json", f"{folder}/load.json"
    for program, select, record in ((conformance, "null_write/*", cases), (bench, "load/null_write/*", load)):
        more = ["--run-for", "20 ms"] if record == load else []
        run = subprocess.run([program, *targets, "--only", select, "--record", record, *more],
                             capture_output=True, text=True, timeout=200)
        check(run.returncode == 0, f"{program} ended {run.returncode}: {run.stderr}")
    with open(cases) as file:
        record = json.load(file)
    failed = next(each for each in record["results"] if each["verdict"] == "pass" and each["target"] == "two")
    failed["verdict"] = "fail"
    failed["findings"] = [{"expectation": HOSTILE, "observed": HOSTILE, "line": 3, "deviation": ""}]
    record["scenarios"][failed["scenario"]] += HOSTILE
    with open(cases, "w") as file:
        json.dump(record, file)
    return cases, load, failed


def check_cases(page, results):
    """Each case of the record has its row, and each of its cells the verdict of its target."""
    verdicts = {}
    for each in results:
        name = each["scenario"] + ("/" + each["case"] if each["case"] else "")
        verdicts.setdefault(name, {})[each["target"]] = each["verdict"]
    rows = {}
    for row in page.of("cases")[1:]:
        name = next(case for case in sorted(verdicts, key=len, reverse=True)
                    if row["cells"][0]["text"].startswith(case))
        rows[name] = {"one": row["cells"][1]["class"], "two": row["cells"][2]["class"]}
    check(rows == verdicts, f"the matrix shows {rows}, the record has {verdicts}")
    return len(verdicts)


def check_figures(page, measurements):
    """The p50 of each measurement, as the page spells microseconds."""
    shown = [row["cells"][2]["text"] for row in page.of("measurements")[1:]]
    check(len(shown) == len(measurements) > 0, f"{len(shown)} rows of {len(measurements)} measurements")
    by_case = {}
    for each in measurements:
        by_case.setdefault(each["case"], []).append(each["latency_ns"]["p50"])
    wanted = [nanoseconds for case in by_case.values() for nanoseconds in case]
    for text, nanoseconds in zip(shown, wanted):
        check(abs(float(text.replace(",", "")) - nanoseconds / 1000) <= 0.51 if nanoseconds >= 100_000
              else abs(float(text) - nanoseconds / 1000) <= 0.051,
              f"a p50 of {nanoseconds} ns is shown as {text} us")


def main():
    wfx, conformance, bench = sys.argv[1:4]
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print("html_page_test: skipped: there is no chromium to open the page with")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        cases, load, failed = records_in(folder, conformance, bench)
        file = f"{folder}/report.html"
        subprocess.run([wfx, "report", "--html", cases, load, "--output", file], check=True, timeout=60)
        with open(cases) as one, open(load) as other:
            results, measurements = json.load(one)["results"], json.load(other)["measurements"]

        page = open_page(browser, file)
        check(page.title == "WriteFileEx report", f"the title is {page.title!r}")
        check(page.counts["script"] == 1 and "img" not in page.counts, "a record's text became a mark")
        count = check_cases(page, results)
        check(page.shown == f"{count} cases", f"the page says {page.shown!r} of {count} cases")
        check_figures(page, measurements)
        check(page.counts["svg"] > len(measurements), f"{page.counts['svg']} charts")

        # Each filter leaves exactly the rows of which it is true.
        for fragment in ("verdict=fail", "differs=yes", f"find=onerror%20{failed['scenario']}"):
            rows = open_page(browser, file, f"#cases?{fragment}").of("cases")[1:]
            left = [row for row in rows if not row["hidden"]]
            check(len(left) == 1 and left[0]["cells"][0]["text"].startswith(failed["scenario"]),
                  f"{fragment} leaves {len(left)} rows")
        page = open_page(browser, file, "#cases?find=no%20such%20case")
        check(page.shown == f"0 of {count} cases", f"a search for nothing shows {page.shown!r}")


main()
