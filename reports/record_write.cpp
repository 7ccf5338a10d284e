// A run record as JSON text.
#include <array>

#include "reports/record.h"
#include "reports/record_lines.h"

namespace wfx {
namespace {

void Write(JsonWriter& json, const RunFacts& run) {
  json.Open('{');
  json.Member("id", run.id);
  json.Member("start", run.start);
  json.Member("end", run.end);
  json.Member("date", run.date);
  json.Member("seed", run.seed);
  json.Member("time_scale", run.time_scale);
  json.Member("program", run.program);
  json.Member("command", run.command);
  json.Member("harness_version", run.harness_version);
  json.Member("commit", run.commit);
  json.Member("program_sha256", run.program_sha256);
  json.Member("scenarios_sha256", run.scenarios_sha256);
  json.Member("shard", run.shard);
  json.Member("repeat", run.repeat);
  json.Close('}');
}

void Write(JsonWriter& json, const EnvironmentFacts& environment) {
  json.Open('{');
  json.Member("os", environment.os);
  json.Member("os_build", environment.os_build);
  json.Member("wine_version", environment.wine_version);
  json.Member("cpu", environment.cpu);
  json.Member("logical_cpus", environment.logical_cpus);
  json.Member("memory_bytes", environment.memory_bytes);
  json.Member("clock", environment.clock);
  json.Close('}');
}

void Write(JsonWriter& json, const SystemFacts& system) {
  json.Open('{');
  json.Member("base", system.base);
  json.Key("providers");
  json.Open('[');
  for (const ProviderFacts& provider : system.providers) {
    json.Open('{');
    json.Member("file", provider.file);
    json.Member("sha256", provider.sha256);
    json.Member("replaces", provider.replaces);
    json.Close('}');
  }
  json.Close(']');
  json.Close('}');
}

void Write(JsonWriter& json, const TargetFacts& target) {
  json.Open('{');
  json.Member("name", target.name);
  json.Member("path", target.directory);
  json.Member("volume", target.volume);
  json.Member("file_system", target.file_system);
  if (target.remote) json.Member("remote", true);
  if (!target.protocol.empty()) json.Member("protocol", target.protocol);
  if (!target.share.empty()) json.Member("share", target.share);
  json.Member("mount", target.mount);
  json.Member("sector", target.bindings.sector);
  json.Member("page", target.bindings.page);
  json.Member("pipe_quota", target.bindings.pipe_quota);
  json.Member("alignment", target.bindings.buffer_alignment);
  json.Member("cluster", target.bindings.cluster);
  json.Member("free_space", target.bindings.free_space);
  json.Member("maximum_file_size", target.bindings.maximum_file_size);
  json.Member("time_step", target.bindings.time_step);
  if (!target.serial_port.empty()) json.Member("serial_port", target.serial_port);
  if (!target.sacrificial_volume.empty()) {
    json.Member("sacrificial_volume", target.sacrificial_volume);
    json.Member("sacrificial_disk", target.sacrificial_disk);
    json.Member("raw_volume", target.raw_volume);
    json.Member("sacrificial_file_system", target.sacrificial_file_system);
    json.Member("volume_size", target.bindings.volume_size);
    json.Member("file_system_size", target.bindings.file_system_size);
    json.Member("volume_start", target.bindings.volume_start);
    json.Member("boot_area", target.bindings.boot_area);
  }
  json.Key("capabilities");
  json.Open('{');
  for (const auto& [name, missing] : target.capabilities) json.Member(name, missing);
  json.Close('}');
  json.Close('}');
}

void Write(JsonWriter& json, const Requirement& requirement) {
  json.Open('{');
  json.Member("statement", requirement.statement);
  json.Member("level", requirement.level == Requirement::Level::kMust ? "must" : "may");
  json.Member("grade", requirement.grade);
  json.Member("sources", requirement.sources);
  json.Member("applies_to", requirement.applies_to);
  json.Member("verified_on_windows", requirement.verified_on_windows);
  json.Member("note", requirement.note);
  json.Close('}');
}

void Write(JsonWriter& json, const Deviation& deviation) {
  json.Open('{');
  json.Member("scenario", deviation.scenario);
  json.Member("cases", deviation.cases);
  json.Member("target", deviation.target);
  json.Member("expectation", deviation.expectation);
  json.Member("observed", deviation.observed);
  json.Member("kind", deviation.kind);
  json.Member("owner", deviation.owner);
  json.Member("expires", deviation.expires);
  json.Member("cause", deviation.cause);
  json.Member("link", deviation.link);
  json.Member("file", deviation.file);
  json.Member("line", deviation.line);
  json.Close('}');
}

void Write(JsonWriter& json, const Declared& declared) {
  json.Open('{');
  json.Member("target", declared.target);
  json.Member("claim", declared.claim);
  json.Member("outcome", kDeclaredOutcomes[static_cast<std::size_t>(declared.outcome)]);
  json.Member("found", declared.found);
  json.Member("file", declared.file);
  json.Member("line", declared.line);
  json.Close('}');
}

void Write(JsonWriter& json, const Finding& finding) {
  json.Open('{');
  json.Member("expectation", finding.expectation);
  json.Member("observed", finding.observed);
  json.Member("line", finding.line);
  json.Member("deviation", finding.deviation);
  json.Close('}');
}

void Write(JsonWriter& json, const Latency& latency) {
  json.Open('{');
  json.Member("min", latency.min);
  json.Member("p50", latency.p50);
  json.Member("p90", latency.p90);
  json.Member("p99", latency.p99);
  json.Member("p99_9", latency.p999);
  json.Member("max", latency.max);
  json.Member("mean", latency.mean);
  json.Close('}');
}

void Write(JsonWriter& json, const HistogramData& histogram) {
  json.Open('{');
  json.Member("unit", "ns");
  json.Member("sub_buckets", histogram.sub_buckets);
  json.Key("counts");
  json.Open('[');
  for (const auto& [index, count] : histogram.counts) {
    json.Open('[');
    json.Value(index);
    json.Value(count);
    json.Close(']');
  }
  json.Close(']');
  json.Close('}');
}

// A list or object whose items each have a line of their own when `broken`.
template <typename Items, typename WriteOne>
void WriteItems(JsonWriter& json, bool broken, char open, char close, const Items& items,
                WriteOne write_one) {
  json.Open(open);
  for (const auto& item : items) {
    if (broken) json.Break(4);
    write_one(item);
  }
  if (broken && !items.empty()) json.Break(2);
  json.Close(close);
}

void WriteCounts(JsonWriter& json, const RunRecord& record) {
  std::array<std::uint64_t, kVerdicts.size()> counts{};
  for (const Result& result : record.results) ++counts[static_cast<std::size_t>(result.verdict)];
  json.Open('{');
  json.Member("planned", record.planned);
  for (std::size_t i = 0; i < counts.size(); ++i) json.Member(kVerdicts[i].name, counts[i]);
  json.Member("measurements", record.measurements.size());
  json.Close('}');
}

void WriteLengths(JsonWriter& json, const Measurement& measurement) {
  json.Key("lengths");
  json.Open('[');
  for (const LengthCount& each : measurement.lengths) {
    json.Open('{');
    json.Member("length", each.length);
    json.Member("share", each.share);
    json.Member("writes", each.writes);
    json.Close('}');
  }
  json.Close(']');
}

}  // namespace

void Write(JsonWriter& json, const Result& result) {
  json.Open('{');
  json.Member("scenario", result.scenario);
  json.Member("case", result.case_id);
  json.Member("target", result.target);
  json.Member("verdict", Describe(result.verdict).name);
  json.Member("requirements", result.requirements);
  json.Key("findings");
  json.Open('[');
  for (const Finding& finding : result.findings) Write(json, finding);
  json.Close(']');
  json.Member("reason", result.reason);
  json.Key("observation");
  json.Raw(ToJsonText(result.observation));
  json.Close('}');
}

// Members of a repetition: each slice as writes, sum and maximum of latencies.
void Write(JsonWriter& json, const Series& series) {
  json.Member("slice_seconds", series.slice_seconds);
  json.Key("slices");
  json.Open('[');
  for (const Series::Slice& slice : series.slices) {
    json.Open('[');
    json.Value(slice.writes);
    json.Value(slice.sum_ns);
    json.Value(slice.max_ns);
    json.Close(']');
  }
  json.Close(']');
}

void Write(JsonWriter& json, const Measurement& measurement) {
  json.Open('{');
  json.Member("scenario", measurement.scenario);
  json.Member("case", measurement.case_id);
  json.Member("target", measurement.target);
  json.Member("writes", measurement.writes);
  json.Member("bytes", measurement.bytes);
  json.Member("seconds", measurement.seconds);
  json.Member("api", measurement.api);
  json.Member("threads", measurement.threads);
  if (!measurement.handles.empty()) json.Member("handles", measurement.handles);
  if (!measurement.lengths.empty()) WriteLengths(json, measurement);
  if (measurement.verified_blocks > 0) json.Member("verified_blocks", measurement.verified_blocks);
  json.Member("asked_depth", measurement.asked_depth);
  json.Member("kept_depth", measurement.kept_depth);
  json.Member("pending_share", measurement.pending_share);
  json.Key("latency_ns");
  Write(json, measurement.latency);
  json.Key("call_ns");
  Write(json, measurement.call);
  json.Key("histogram");
  Write(json, measurement.histogram);
  if (measurement.own_cost_ns > 0) json.Member("own_cost_ns", measurement.own_cost_ns);
  if (measurement.open.asked_rate > 0) {
    json.Key("open_loop");
    json.Open('{');
    json.Member("asked_rate", measurement.open.asked_rate);
    json.Member("achieved_rate", measurement.open.achieved_rate);
    json.Member("unissued", measurement.open.unissued);
    json.Key("lag_ns");
    Write(json, measurement.open.lag);
    json.Close('}');
  }
  if (measurement.steady_after > 0) json.Member("steady_after", measurement.steady_after);
  if (measurement.never_steady) json.Member("never_steady", true);
  json.Key("repetitions");
  json.Open('[');
  for (std::size_t i = 0; i < measurement.repetition_seconds.size(); ++i) {
    json.Open('{');
    json.Member("seconds", measurement.repetition_seconds[i]);
    if (i < measurement.repetition_writes.size())
      json.Member("writes", measurement.repetition_writes[i]);
    if (i < measurement.series.size()) Write(json, measurement.series[i]);
    json.Close('}');
  }
  json.Close(']');
  json.Member("errors", measurement.errors);
  json.Member("reason", measurement.reason);
  json.Close('}');
}

void WriteFacts(JsonWriter& json, const RunRecord& record, bool broken) {
  const auto key = [&](const char* name) {
    if (broken) json.Break(2);
    json.Key(name);
  };
  key("format");
  json.Value(kRecordFormat);
  key("run");
  Write(json, record.run);
  key("environment");
  Write(json, record.environment);
  key("system");
  Write(json, record.system);
  key("targets");
  WriteItems(json, broken, '[', ']', record.targets,
             [&](const TargetFacts& target) { Write(json, target); });
  key("scenarios");
  WriteItems(json, broken, '{', '}', record.scenarios,
             [&](const auto& scenario) { json.Member(scenario.first, scenario.second); });
  key("requirements");
  WriteItems(json, broken, '{', '}', record.requirements, [&](const auto& requirement) {
    json.Key(requirement.first);
    Write(json, requirement.second);
  });
  key("deviations");
  WriteItems(json, broken, '[', ']', record.deviations,
             [&](const Deviation& deviation) { Write(json, deviation); });
  if (record.declared.empty()) return;
  key("declared");
  WriteItems(json, broken, '[', ']', record.declared,
             [&](const Declared& declared) { Write(json, declared); });
}

std::string ToJson(const RunRecord& record) {
  JsonWriter json;
  json.Open('{');
  WriteFacts(json, record, true);
  json.Break(2);
  json.Key("results");
  WriteItems(json, true, '[', ']', record.results,
             [&](const Result& result) { Write(json, result); });
  json.Break(2);
  json.Key("measurements");
  WriteItems(json, true, '[', ']', record.measurements,
             [&](const Measurement& one) { Write(json, one); });
  json.Break(2);
  json.Key("counts");
  WriteCounts(json, record);
  json.Break(0);
  json.Close('}');
  return json.Take() + "\n";
}

}  // namespace wfx
