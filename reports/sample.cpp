#include "reports/sample.h"

namespace wfx {
namespace {

RunFacts SampleRun(const std::string& program) {
  RunFacts run;
  run.id = "0123456789abcdef";
  run.start = "2026-11-22T04:31:36Z";
  run.end = "2026-11-22T04:31:44Z";
  run.date = "2026-11-22";
  run.seed = 18446744073709551615u;
  run.time_scale = 1.5;
  run.program = program;
  run.command = program + " --record out/record.json";
  run.harness_version = "0.1.0";
  run.commit = "5d41402abc4b2a76b9719d911017c592";
  run.program_sha256 = std::string(64, 'a');
  run.scenarios_sha256 = std::string(64, 'b');
  run.shard = "0/1";
  run.repeat = 2;
  return run;
}

EnvironmentFacts SampleEnvironment() {
  return {"Debian GNU/Linux 12",
          "6.1.0",
          "8.0",
          "A CPU of 3 GHz",
          2,
          8ull << 30,
          "QueryPerformanceCounter, 100 ns"};
}

TargetFacts SampleTarget() {
  TargetFacts target;
  target.name = "default";
  target.directory = "Z:\\tmp\\wfx \xC3\xA9";
  target.file_system = "NTFS";
  target.volume = "label \"data\"";
  target.mount = "tmpfs /tmp tmpfs rw 0 0";
  target.bindings = {4096, 4096, 8192, 512};
  target.capabilities = {{"byte_range_locks", ""}, {"sacrificial_volume", "no --volume was given"}};
  return target;
}

Observation OneWrite(std::uint32_t error, std::uint32_t bytes) {
  Observation observation;
  observation.seed = 7;
  observation.nanoseconds = 120'000;
  WriteRecord write;
  write.name = "w";
  write.handle = "writer";
  write.length = 2;
  write.returned = error == 0;
  write.last_error = error;
  if (error == 0) {
    write.runs = 1;
    CompletionRecord completion;
    completion.bytes = bytes;
    completion.during = "wait 1";
    completion.alertable = true;
    write.completions.push_back(completion);
  }
  observation.writes.push_back(write);
  return observation;
}

Result Make(const std::string& scenario, const std::string& case_id, Verdict verdict,
            Observation observation, std::vector<Finding> findings = {},
            const std::string& reason = "") {
  Result result;
  result.scenario = scenario;
  result.case_id = case_id;
  result.target = "default";
  result.verdict = verdict;
  std::string requirement = scenario;
  requirement[requirement.find('/')] = '.';
  result.requirements = {requirement};
  result.findings = std::move(findings);
  result.reason = reason;
  result.observation = std::move(observation);
  return result;
}

void AddRequirement(RunRecord& record, const std::string& id, Requirement::Level level,
                    const std::string& statement) {
  Requirement requirement;
  requirement.id = id;
  requirement.statement = statement;
  requirement.level = level;
  requirement.grade = "D,T";
  requirement.sources = {"files:WFX-LCK-002"};
  requirement.applies_to = {"NTFS"};
  requirement.note = "two pages disagree";
  record.requirements[id] = requirement;
}

const Finding kIgnoredLock{"write w fails_with ERROR_LOCK_VIOLATION", "completes with 2 bytes", 23,
                           "Wine ignores byte-range locks when it writes"};

Deviation IgnoredLocks() {
  Deviation deviation;
  deviation.scenario = "locked_range/other_process_fails";
  deviation.cases = {"offset=inside", "offset=tail"};
  deviation.expectation = kIgnoredLock.expectation;
  deviation.observed = kIgnoredLock.observed;
  deviation.kind = "defect";
  deviation.owner = "nobody yet";
  deviation.expires = "2027-11-22";
  deviation.cause = kIgnoredLock.deviation;
  deviation.link = "https://example.org/bug/1";
  deviation.file = "scenarios/deviations/wine_8.json";
  deviation.line = 9;
  return deviation;
}

}  // namespace

RunRecord SampleConformance() {
  RunRecord record;
  record.run = SampleRun("wfx-conformance");
  record.environment = SampleEnvironment();
  record.system = {"kernel32",
                   {{"slow_disk.dll", std::string(64, 'c'), {"WriteFileEx", "SleepEx"}}}};
  record.targets = {SampleTarget()};
  record.scenarios["locked_range/other_process_fails"] =
      "{\n  \"title\": \"A write into a range another process has locked fails\"\n}\n";
  record.scenarios["null_write/completes"] =
      "{\n  \"title\": \"A null write completes with 0 bytes\"\n}\n";
  AddRequirement(record, "locked_range.other_process_fails", Requirement::Level::kMust,
                 "A write into a locked range fails.");
  AddRequirement(record, "null_write.completes", Requirement::Level::kMust,
                 "A null write completes.");
  AddRequirement(record, "append.sentinel", Requirement::Level::kMay,
                 "Offset -2 appends | or fails.");
  record.deviations = {IgnoredLocks()};
  record.results = {
      Make("append/sentinel", "", Verdict::kObserved, OneWrite(0, 2),
           {{"write w fails_with ERROR_INVALID_PARAMETER", "completes with 2 bytes", 12, ""}}),
      Make("locked_range/other_process_fails", "offset=head", Verdict::kPass, OneWrite(33, 0)),
      Make("locked_range/other_process_fails", "offset=inside", Verdict::kXfail, OneWrite(0, 2),
           {kIgnoredLock}),
      Make("locked_range/other_process_fails", "offset=tail", Verdict::kXfail, OneWrite(0, 2),
           {kIgnoredLock}),
      Make("null_write/blocked", "", Verdict::kBlocked, {}, {}, "pipe/is_made failed in this run"),
      Make("null_write/completes", "", Verdict::kFail, OneWrite(87, 0),
           {{"write w completes with 0 bytes",
             "fails_with ERROR_INVALID_PARAMETER (87) from the call", 15, ""},
            {"standing rule: the routine of w runs exactly once after TRUE", "never ran", 0, ""}}),
      Make("null_write/hangs", "", Verdict::kError, {}, {},
           "step 2: wait (null_write/hangs.json:20): no end within 5 s"),
      Make("null_write/works_again", "", Verdict::kXpass, OneWrite(0, 0), {},
           "wine_8.json:40: its deviation no longer happens"),
      Make("volume/writes", "", Verdict::kNotRun, {}, {}, "no sacrificial volume was given"),
  };
  record.planned = record.results.size();
  return record;
}

RunRecord SampleElsewhere() {
  RunRecord record = SampleConformance();
  record.environment = {"Windows 10 Pro",
                        "19045.3570",
                        "",
                        "Another CPU",
                        8,
                        16ull << 30,
                        "QueryPerformanceCounter, 100 ns"};
  record.system.providers.clear();
  for (Result& result : record.results) {
    if (result.verdict == Verdict::kNotRun) continue;
    result.findings.clear();
    result.reason.clear();
    if (result.verdict != Verdict::kObserved) result.verdict = Verdict::kPass;
    if (result.scenario.starts_with("locked_range")) result.observation = OneWrite(33, 0);
    if (result.scenario.starts_with("append")) result.observation = OneWrite(87, 0);
    if (result.scenario.starts_with("null_write")) result.observation = OneWrite(0, 0);
  }
  record.deviations.clear();
  return record;
}

RunRecord SampleBenchmark() {
  RunRecord record;
  record.run = SampleRun("wfx-bench");
  record.environment = SampleEnvironment();
  record.system = {"kernel32",
                   {{"slow_disk.dll", std::string(64, 'c'), {"WriteFileEx", "SleepEx"}}}};
  record.targets = {SampleTarget()};
  Measurement measurement;
  measurement.scenario = "buffered/sequential";
  measurement.target = "default";
  measurement.case_id = "length=4k,queue_depth=1";
  measurement.writes = 250'000;
  measurement.bytes = measurement.writes * 4096;
  measurement.seconds = 2.5;
  measurement.asked_depth = 1;
  measurement.kept_depth = 0.99;
  measurement.latency = {4'900, 9'800, 12'345, 45'600, 123'400, 9'876'543, 10'234.5};
  measurement.call = {4'000, 8'000, 10'000, 40'000, 100'000, 9'000'000, 9'000.25};
  measurement.own_cost_ns = 61.5;
  measurement.histogram.counts = {{100, 3}, {1024, 249'990}, {4000, 7}};
  measurement.repetition_seconds = {1.25, 1.25};
  measurement.repetition_writes = {125'000, 125'000};
  measurement.repetition_latency = {{4'900, 9'700, 12'300, 45'000, 123'000, 9'876'543, 10'230.5},
                                    {5'000, 9'900, 12'400, 46'000, 124'000, 8'000'000, 10'238.5}};
  measurement.repetition_turns = {0, 3};
  measurement.series = {{0.5, {{50'000, 500'000'000, 9'876'543}, {50'000, 490'000'000, 40'000}}},
                        {0.5, {{50'000, 500'000'000, 50'000}}}};
  record.measurements.push_back(measurement);
  measurement.case_id = "length=4k,queue_depth=8";
  measurement.asked_depth = 8;
  measurement.kept_depth = 7.9;
  measurement.latency.p50 = 78'400;
  measurement.steady_after = 1.25;
  record.measurements.push_back(measurement);
  Measurement open = measurement;
  open.scenario = "buffered/arriving";
  open.case_id = "";
  open.asked_depth = 1024;
  open.kept_depth = 0.4;
  open.never_steady = true;
  open.open = {1000, 990, 25, {100, 200, 300, 400, 500, 2'000'000, 250.5}};
  record.measurements.push_back(open);
  Measurement failed;
  failed.scenario = "pipe/70000_bytes";
  failed.target = "default";
  failed.asked_depth = 8;
  failed.errors = {"write 100: fails_with ERROR_DISK_FULL (112)"};
  record.measurements.push_back(failed);
  record.planned = record.measurements.size();
  return record;
}

}  // namespace wfx
