// Where and how each record was made: what one needs to make it again.
#include "reports/environment.h"

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

void Add(List& list, const std::string& name, const std::string& value) {
  if (!value.empty()) list.items.push_back({name + ": ", Code(value)});
}

Line Describe(const TargetFacts& target) {
  Line line{"target ", Code(target.name), ": ", Code(target.directory)};
  if (!target.file_system.empty()) line += ", file system " + target.file_system;
  if (!target.volume.empty()) line += ", volume " + target.volume;
  line += ", sector " + Bytes(target.bindings.sector) + ", page " + Bytes(target.bindings.page) +
          ", pipe quota " + Bytes(target.bindings.pipe_quota) + ", buffer alignment " +
          Thousands(target.bindings.buffer_alignment);
  if (!target.mount.empty()) {
    line += ", mounted as ";
    line += Code(target.mount);
  }
  return line;
}

Line DescribeMissing(const TargetFacts& target) {
  Line line;
  for (const auto& [name, missing] : target.capabilities) {
    if (missing.empty()) continue;
    line += line.spans.empty() ? "target " + target.name + " lacks " : std::string("; ");
    line += Code(name);
    line += ": " + missing;
  }
  return line;
}

Line Describe(const ProviderFacts& provider) {
  Line line{"provider ", Code(provider.file), " (SHA-256 ", Code(provider.sha256), ") replaces "};
  for (std::size_t i = 0; i < provider.replaces.size(); ++i) {
    if (i != 0) line += ", ";
    line += Code(provider.replaces[i]);
  }
  if (provider.replaces.empty()) line += "nothing";
  return line;
}

void AddRecord(List& list, const RunRecord& record) {
  const RunFacts& run = record.run;
  const EnvironmentFacts& environment = record.environment;
  Add(list, "command", run.command);
  Add(list, "time", run.start + (run.end.empty() ? ", and it died" : " to " + run.end));
  Add(list, "harness",
      run.harness_version + (run.commit.empty() ? "" : " of commit " + run.commit));
  Add(list, "random data", "seed " + std::to_string(run.seed));
  if (run.repeat > 1) Add(list, "repeated", std::to_string(run.repeat) + " times");
  Add(list, "scenarios SHA-256", run.scenarios_sha256);
  Add(list, "system",
      environment.os + (environment.os_build.empty() ? "" : " " + environment.os_build) +
          (environment.wine_version.empty() ? "" : ", Wine " + environment.wine_version));
  Add(list, "machine", Machine(environment));
  for (const ProviderFacts& provider : record.system.providers)
    list.items.push_back(Describe(provider));
  for (const TargetFacts& target : record.targets) {
    list.items.push_back(Describe(target));
    Line missing = DescribeMissing(target);
    if (!missing.spans.empty()) list.items.push_back(std::move(missing));
  }
}

}  // namespace

std::string Machine(const EnvironmentFacts& environment) {
  std::string machine = environment.cpu;
  if (environment.logical_cpus != 0)
    machine += (machine.empty() ? "" : ", ") + Count(environment.logical_cpus, "logical CPU");
  if (environment.memory_bytes != 0) {
    const double gibibytes =
        static_cast<double>(environment.memory_bytes) / (1024.0 * 1024.0 * 1024.0);
    machine += (machine.empty() ? "" : ", ") + Fixed(gibibytes, 1) + " GiB of memory";
  }
  return machine;
}

void AddEnvironment(Document& document, const Comparison& comparison) {
  document.Add(Heading{2, "Environment"});
  for (const RunRecord& record : comparison.records()) {
    if (comparison.records().size() > 1)
      document.Add(Heading{3, record.run.program + " on " + SystemName(record)});
    List list;
    AddRecord(list, record);
    document.Add(std::move(list));
  }
}

}  // namespace wfx
