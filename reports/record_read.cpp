// The shared parts of a record and its journal, read from JSON.
#include <algorithm>
#include <optional>

#include "reports/record_lines.h"

namespace wfx {
namespace {

std::vector<std::string> Texts(const JsonNode& node, std::string_view key,
                               const std::string& file) {
  std::vector<std::string> texts;
  if (node.Find(key) == nullptr) return texts;
  for (const JsonNode& item : node.GetItems(key, file)) texts.push_back(item.AsString(file));
  return texts;
}

std::uint32_t Small(const JsonNode& node, std::string_view key, const std::string& file,
                    std::uint32_t absent) {
  const std::uint64_t value = node.GetUnsigned(key, file, absent);
  if (value > UINT32_MAX)
    throw JsonError(file, node.Find(key)->line,
                    "\"" + std::string(key) + "\" is " + std::to_string(value) +
                        "; at most 4294967295 is right");
  return static_cast<std::uint32_t>(value);
}

// The member object `key`, or an empty one.
const JsonNode& Member(const JsonNode& node, std::string_view key, const std::string& file) {
  static const JsonNode kEmpty = [] {
    JsonNode empty;
    empty.kind = JsonNode::Kind::kObject;
    return empty;
  }();
  const JsonNode* member = node.Find(key);
  if (member == nullptr) return kEmpty;
  if (member->kind != JsonNode::Kind::kObject)
    throw JsonError(
        file, member->line,
        "\"" + std::string(key) + "\": expected an object, found " + member->Describe());
  return *member;
}

RunFacts ReadRun(const JsonNode& node, const std::string& file) {
  RunFacts run;
  run.id = node.GetString("id", file, "");
  run.start = node.GetString("start", file, "");
  run.end = node.GetString("end", file, "");
  run.date = node.GetString("date", file, "");
  run.seed = node.GetUnsigned("seed", file, run.seed);
  run.time_scale = node.GetNumber("time_scale", file, run.time_scale);
  run.program = node.GetString("program", file, "");
  run.command = node.GetString("command", file, "");
  run.harness_version = node.GetString("harness_version", file, "");
  run.commit = node.GetString("commit", file, "");
  run.program_sha256 = node.GetString("program_sha256", file, "");
  run.scenarios_sha256 = node.GetString("scenarios_sha256", file, "");
  run.shard = node.GetString("shard", file, "");
  run.repeat = Small(node, "repeat", file, run.repeat);
  return run;
}

EnvironmentFacts ReadEnvironment(const JsonNode& node, const std::string& file) {
  EnvironmentFacts environment;
  environment.os = node.GetString("os", file, "");
  environment.os_build = node.GetString("os_build", file, "");
  environment.wine_version = node.GetString("wine_version", file, "");
  environment.cpu = node.GetString("cpu", file, "");
  environment.logical_cpus = Small(node, "logical_cpus", file, 0);
  environment.memory_bytes = node.GetUnsigned("memory_bytes", file, 0);
  environment.clock = node.GetString("clock", file, "");
  return environment;
}

SystemFacts ReadSystem(const JsonNode& node, const std::string& file) {
  SystemFacts system;
  system.base = node.GetString("base", file, "");
  if (node.Find("providers") == nullptr) return system;
  for (const JsonNode& item : node.GetItems("providers", file)) {
    system.providers.push_back({item.GetString("file", file), item.GetString("sha256", file, ""),
                                Texts(item, "replaces", file)});
  }
  return system;
}

TargetFacts ReadTarget(const JsonNode& node, const std::string& file) {
  TargetFacts target;
  target.name = node.GetString("name", file);
  target.directory = node.GetString("path", file, "");
  target.volume = node.GetString("volume", file, "");
  target.file_system = node.GetString("file_system", file, "");
  target.remote = node.GetBool("remote", file, false);
  target.protocol = node.GetString("protocol", file, "");
  target.share = Texts(node, "share", file);
  target.mount = node.GetString("mount", file, "");
  Bindings& bindings = target.bindings;
  bindings.sector = node.GetUnsigned("sector", file, bindings.sector);
  bindings.page = node.GetUnsigned("page", file, bindings.page);
  bindings.pipe_quota = node.GetUnsigned("pipe_quota", file, bindings.pipe_quota);
  bindings.buffer_alignment = node.GetUnsigned("alignment", file, bindings.buffer_alignment);
  bindings.cluster = node.GetUnsigned("cluster", file, bindings.cluster);
  bindings.free_space = node.GetUnsigned("free_space", file, 0);
  bindings.maximum_file_size = node.GetUnsigned("maximum_file_size", file, 0);
  bindings.time_step =
      std::max<std::uint64_t>(1, node.GetUnsigned("time_step", file, bindings.time_step));
  target.sacrificial_volume = node.GetString("sacrificial_volume", file, "");
  target.sacrificial_disk = node.GetString("sacrificial_disk", file, "");
  target.raw_volume = node.GetString("raw_volume", file, "");
  target.serial_port = node.GetString("serial_port", file, "");
  target.sacrificial_file_system = node.GetString("sacrificial_file_system", file, "");
  bindings.volume_size = node.GetUnsigned("volume_size", file, 0);
  bindings.file_system_size = node.GetUnsigned("file_system_size", file, 0);
  bindings.volume_start = node.GetUnsigned("volume_start", file, 0);
  bindings.boot_area = node.GetUnsigned("boot_area", file, 0);
  for (const auto& [name, missing] : Member(node, "capabilities", file).members)
    target.capabilities[name] = missing.AsString(file);
  return target;
}

Requirement ReadRequirement(const std::string& id, const JsonNode& node, const std::string& file) {
  Requirement requirement;
  requirement.id = id;
  requirement.statement = node.GetString("statement", file, "");
  const std::string level = node.GetString("level", file, "must");
  if (level != "must" && level != "may")
    throw JsonError(file, node.Find("level")->line,
                    "\"level\" is \"" + level + "\"; \"must\" or \"may\" is right");
  requirement.level = level == "must" ? Requirement::Level::kMust : Requirement::Level::kMay;
  requirement.grade = node.GetString("grade", file, "");
  requirement.sources = Texts(node, "sources", file);
  requirement.applies_to = Texts(node, "applies_to", file);
  requirement.verified_on_windows = node.GetString("verified_on_windows", file, "none");
  requirement.note = node.GetString("note", file, "");
  return requirement;
}

Deviation ReadDeviation(const JsonNode& node, const std::string& file) {
  Deviation deviation;
  deviation.scenario = node.GetString("scenario", file);
  deviation.cases = Texts(node, "cases", file);
  deviation.target = node.GetString("target", file, "");
  deviation.except = Texts(node, "except", file);
  deviation.expectation = node.GetString("expectation", file);
  deviation.observed = node.GetString("observed", file);
  deviation.kind = node.GetString("kind", file, "");
  deviation.owner = node.GetString("owner", file, "");
  deviation.expires = node.GetString("expires", file, "");
  deviation.cause = node.GetString("cause", file, "");
  deviation.link = node.GetString("link", file, "");
  deviation.file = node.GetString("file", file, "");
  deviation.line = static_cast<int>(Small(node, "line", file, 0));
  return deviation;
}

Declared ReadDeclared(const JsonNode& node, const std::string& file) {
  Declared declared;
  declared.target = node.GetString("target", file);
  declared.claim = node.GetString("claim", file);
  const std::string& outcome = node.GetString("outcome", file);
  const auto found = std::find(kDeclaredOutcomes.begin(), kDeclaredOutcomes.end(), outcome);
  if (found == kDeclaredOutcomes.end())
    throw JsonError(file, node.Find("outcome")->line,
                    "outcome \"" + outcome + "\" is none of held, failed or unclaimed");
  declared.outcome = static_cast<Declared::Outcome>(found - kDeclaredOutcomes.begin());
  declared.found = node.GetString("found", file, "");
  declared.file = node.GetString("file", file, "");
  declared.line = static_cast<int>(Small(node, "line", file, 0));
  return declared;
}

Verdict ReadVerdict(const JsonNode& node, const std::string& file) {
  const std::string& name = node.GetString("verdict", file);
  std::string known;
  for (std::size_t i = 0; i < kVerdicts.size(); ++i) {
    if (kVerdicts[i].name == name) return static_cast<Verdict>(i);
    known += (i == 0                      ? ""
              : i + 1 == kVerdicts.size() ? " or "
                                          : ", ") +
             std::string(kVerdicts[i].name);
  }
  throw JsonError(file, node.Find("verdict")->line, "verdict \"" + name + "\" is none of " + known);
}

Latency ReadLatency(const JsonNode& node, const std::string& file) {
  Latency latency;
  latency.min = node.GetUnsigned("min", file, 0);
  latency.p50 = node.GetUnsigned("p50", file, 0);
  latency.p90 = node.GetUnsigned("p90", file, 0);
  latency.p99 = node.GetUnsigned("p99", file, 0);
  latency.p999 = node.GetUnsigned("p99_9", file, 0);
  latency.max = node.GetUnsigned("max", file, 0);
  latency.mean = node.GetNumber("mean", file, 0);
  return latency;
}

HistogramData ReadHistogram(const JsonNode& node, const std::string& file) {
  HistogramData histogram;
  const std::string unit = node.GetString("unit", file, "ns");
  if (unit != "ns")
    throw JsonError(file, node.Find("unit")->line,
                    "histogram in \"" + unit + "\"; this version reads \"ns\"");
  histogram.sub_buckets = Small(node, "sub_buckets", file, histogram.sub_buckets);
  if (node.Find("counts") == nullptr) return histogram;
  for (const JsonNode& pair : node.GetItems("counts", file)) {
    const std::vector<JsonNode>& items = pair.AsItems(file);
    if (items.size() != 2 || items[0].AsUnsigned(file) > UINT32_MAX)
      throw JsonError(file, pair.line, "a histogram count is [bucket index, count]");
    histogram.counts.emplace_back(static_cast<std::uint32_t>(items[0].AsUnsigned(file)),
                                  items[1].AsUnsigned(file));
  }
  return histogram;
}

Series ReadSeries(const JsonNode& repetition, const std::string& file) {
  Series series;
  series.slice_seconds = repetition.GetNumber("slice_seconds", file, 0);
  for (const JsonNode& slice : repetition.GetItems("slices", file)) {
    const std::vector<JsonNode>& items = slice.AsItems(file);
    if (items.size() != 3)
      throw JsonError(file, slice.line, "a slice is [writes, sum of latencies, largest latency]");
    series.slices.push_back(
        {items[0].AsUnsigned(file), items[1].AsUnsigned(file), items[2].AsUnsigned(file)});
  }
  return series;
}

}  // namespace

Result ReadResult(const JsonNode& node, const std::string& file) {
  Result result;
  result.scenario = node.GetString("scenario", file);
  result.case_id = node.GetString("case", file, "");
  result.target = node.GetString("target", file);
  result.verdict = ReadVerdict(node, file);
  result.requirements = Texts(node, "requirements", file);
  if (node.Find("findings") != nullptr) {
    for (const JsonNode& item : node.GetItems("findings", file)) {
      result.findings.push_back(
          {item.GetString("expectation", file), item.GetString("observed", file),
           static_cast<int>(Small(item, "line", file, 0)), item.GetString("deviation", file, "")});
    }
  }
  result.reason = node.GetString("reason", file, "");
  if (const JsonNode* observation = node.Find("observation"))
    result.observation = ObservationFromJson(*observation, file);
  return result;
}

Measurement ReadMeasurement(const JsonNode& node, const std::string& file) {
  Measurement measurement;
  measurement.scenario = node.GetString("scenario", file);
  measurement.case_id = node.GetString("case", file, "");
  measurement.target = node.GetString("target", file);
  measurement.writes = node.GetUnsigned("writes", file, 0);
  measurement.bytes = node.GetUnsigned("bytes", file, 0);
  measurement.seconds = node.GetNumber("seconds", file, 0);
  measurement.api = node.GetString("api", file, "WriteFileEx");
  measurement.threads = Small(node, "threads", file, 1);
  measurement.handles = Texts(node, "handles", file);
  if (node.Find("lengths") != nullptr) {
    for (const JsonNode& item : node.GetItems("lengths", file)) {
      measurement.lengths.push_back({item.GetUnsigned("length", file),
                                     item.GetNumber("share", file),
                                     item.GetUnsigned("writes", file)});
    }
  }
  measurement.verified_blocks = node.GetUnsigned("verified_blocks", file, 0);
  measurement.asked_depth = Small(node, "asked_depth", file, 0);
  measurement.kept_depth = node.GetNumber("kept_depth", file, 0);
  measurement.pending_share = node.GetNumber("pending_share", file, 0);
  measurement.latency = ReadLatency(Member(node, "latency_ns", file), file);
  measurement.call = ReadLatency(Member(node, "call_ns", file), file);
  measurement.histogram = ReadHistogram(Member(node, "histogram", file), file);
  measurement.own_cost_ns = node.GetNumber("own_cost_ns", file, 0);
  if (const JsonNode* open = node.Find("open_loop")) {
    measurement.open.asked_rate = open->GetNumber("asked_rate", file);
    measurement.open.achieved_rate = open->GetNumber("achieved_rate", file);
    measurement.open.unissued = open->GetUnsigned("unissued", file, 0);
    measurement.open.lag = ReadLatency(Member(*open, "lag_ns", file), file);
  }
  measurement.steady_after = node.GetNumber("steady_after", file, 0);
  measurement.never_steady = node.GetBool("never_steady", file, false);
  if (node.Find("repetitions") != nullptr) {
    for (const JsonNode& item : node.GetItems("repetitions", file)) {
      measurement.repetition_seconds.push_back(item.GetNumber("seconds", file));
      measurement.repetition_writes.push_back(item.GetUnsigned("writes", file, 0));
      if (item.Find("turn") != nullptr)
        measurement.repetition_turns.push_back(item.GetUnsigned("turn", file));
      if (item.Find("latency_ns") != nullptr)
        measurement.repetition_latency.push_back(
            ReadLatency(Member(item, "latency_ns", file), file));
      if (item.Find("slices") != nullptr) measurement.series.push_back(ReadSeries(item, file));
    }
  }
  measurement.errors = Texts(node, "errors", file);
  measurement.reason = node.GetString("reason", file, "");
  return measurement;
}

RunRecord ReadFacts(const JsonNode& node, const std::string& file) {
  const std::string& format = node.GetString("format", file);
  if (format != kRecordFormat)
    throw JsonError(file, node.Find("format")->line,
                    "format \"" + format + "\"; this version reads \"" + kRecordFormat + "\"");
  RunRecord record;
  record.run = ReadRun(Member(node, "run", file), file);
  record.environment = ReadEnvironment(Member(node, "environment", file), file);
  record.system = ReadSystem(Member(node, "system", file), file);
  if (node.Find("targets") != nullptr)
    for (const JsonNode& item : node.GetItems("targets", file))
      record.targets.push_back(ReadTarget(item, file));
  for (const auto& [id, text] : Member(node, "scenarios", file).members)
    record.scenarios[id] = text.AsString(file);
  for (const auto& [id, item] : Member(node, "requirements", file).members)
    record.requirements[id] = ReadRequirement(id, item, file);
  if (node.Find("deviations") != nullptr)
    for (const JsonNode& item : node.GetItems("deviations", file))
      record.deviations.push_back(ReadDeviation(item, file));
  if (node.Find("declared") != nullptr)
    for (const JsonNode& item : node.GetItems("declared", file))
      record.declared.push_back(ReadDeclared(item, file));
  record.planned = Member(node, "counts", file).GetUnsigned("planned", file, 0);
  return record;
}

}  // namespace wfx
