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
  if (!target.raw_volume.empty()) json.Member("raw_volume", target.raw_volume);
  if (!target.sacrificial_volume.empty()) {
    json.Member("sacrificial_volume", target.sacrificial_volume);
    json.Member("sacrificial_disk", target.sacrificial_disk);
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
  if (!deviation.except.empty()) json.Member("except", deviation.except);
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
