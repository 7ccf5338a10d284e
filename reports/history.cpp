#include "reports/history.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "reports/figures.h"
#include "reports/gate_records.h"
#include "reports/json_writer.h"
#include "runner/json_text.h"
#include "runner/scenario/gate_figures.h"
#include "runner/sha256.h"

namespace wfx {
namespace {

constexpr char kHistoryFormat[] = "wfx-history/1";
constexpr std::array<std::string_view, 3> kLookedAt{"throughput", "latency_p50", "latency_p99"};
constexpr std::size_t kDigestShown = 12;

std::string BuildOf(const RunRecord& record) {
  std::string build;
  for (const ProviderFacts& provider : record.system.providers)
    build += (build.empty() ? "" : "+") + provider.sha256.substr(0, kDigestShown);
  return build.empty() ? record.environment.os_build : build;
}

std::string HostOf(const EnvironmentFacts& environment) {
  return environment.cpu + ", " + Count(environment.logical_cpus, "CPU") + ", " + environment.os;
}

std::string SystemInWords(const SystemFacts& system) {
  std::string words = system.base;
  for (const ProviderFacts& provider : system.providers) words += " + " + provider.file;
  return words;
}

// Repetitions of a load that ends by time are as long as they were told to be, but for some writes.
std::string LoadDigest(const RunRecord& record, const Measurement& measurement) {
  const auto text = record.scenarios.find(measurement.scenario);
  const double seconds = measurement.seconds / static_cast<double>(std::max<std::size_t>(
                                                   measurement.repetition_seconds.size(), 1));
  std::string load = text == record.scenarios.end() ? "" : text->second;
  for (const std::string& part : {measurement.api, std::to_string(measurement.threads),
                                  std::to_string(measurement.asked_depth),
                                  Fixed(measurement.open.asked_rate, 1), Fixed(seconds, 2)})
    load += "\n" + part;
  return Sha256Hex(load).substr(0, kDigestShown);
}

std::string FileSystemOf(const RunRecord& record, const std::string& target) {
  const auto found = std::ranges::find(record.targets, target, &TargetFacts::name);
  return found == record.targets.end() ? "" : found->file_system;
}

HistoryCase ReadHistoryCase(const JsonNode& node, const std::string& name) {
  HistoryCase read{node.GetString("case", name),
                   node.GetString("load", name),
                   node.GetString("file_system", name, ""),
                   {}};
  for (const GateFigure& figure : kGateFigures) {
    if (node.Find(figure.name) == nullptr) continue;
    const double value = node.GetNumber(figure.name, name);
    if (!(value > 0))
      throw JsonError(name, node.line, std::string(figure.name) + " is a number above 0");
    read.figures[std::string(figure.name)] = value;
  }
  return read;
}

}  // namespace

HistoryRun HistoryOf(const RunRecord& record, const std::string& build) {
  HistoryRun run{record.run.id,
                 record.run.start,
                 build.empty() ? BuildOf(record) : build,
                 HostOf(record.environment),
                 SystemInWords(record.system),
                 {}};
  for (const Measurement& measurement : record.measurements) {
    if (!measurement.errors.empty() || !measurement.reason.empty()) continue;
    HistoryCase& added = run.cases.emplace_back();
    added.id = measurement.FullId();
    added.load = LoadDigest(record, measurement);
    added.file_system = FileSystemOf(record, measurement.target);
    for (const GateFigure& figure : kGateFigures) {
      const std::vector<double> values = ValuesOf(figure.name, measurement);
      if (!values.empty()) added.figures[std::string(figure.name)] = Median(values);
    }
  }
  return run;
}

std::string HistoryLine(const HistoryRun& run) {
  JsonWriter writer;
  writer.Open('{');
  writer.Member("format", kHistoryFormat);
  writer.Member("run", run.id);
  writer.Member("date", run.date);
  writer.Member("build", run.build);
  writer.Member("host", run.host);
  writer.Member("system", run.system);
  writer.Key("cases");
  writer.Open('[');
  for (const HistoryCase& each : run.cases) {
    writer.Open('{');
    writer.Member("case", each.id);
    writer.Member("load", each.load);
    writer.Member("file_system", each.file_system);
    for (const auto& [figure, value] : each.figures) writer.Member(figure, value);
    writer.Close('}');
  }
  writer.Close(']');
  writer.Close('}');
  return writer.Take() + "\n";
}

std::vector<HistoryRun> ReadHistory(std::string_view text, const std::string& name) {
  std::vector<HistoryRun> runs;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    // So that messages name the line of the file.
    const JsonNode node =
        ParseJson(std::string(static_cast<std::size_t>(number) - 1, '\n').append(line), name);
    if (node.GetString("format", name) != kHistoryFormat)
      throw JsonError(name, number, std::string("this line is no \"") + kHistoryFormat + "\"");
    HistoryRun& run = runs.emplace_back();
    run.id = node.GetString("run", name);
    run.date = node.GetString("date", name);
    run.build = node.GetString("build", name);
    run.host = node.GetString("host", name);
    run.system = node.GetString("system", name);
    for (const JsonNode& each : node.GetItems("cases", name))
      run.cases.push_back(ReadHistoryCase(each, name));
  }
  return runs;
}

std::vector<DriftRow> DriftsOf(const std::vector<HistoryRun>& runs) {
  std::vector<const HistoryRun*> by_date;
  for (const HistoryRun& run : runs) by_date.push_back(&run);
  std::ranges::stable_sort(by_date, {}, &HistoryRun::date);
  std::map<std::tuple<std::string, std::string, std::string, std::string_view>, DriftRow> rows;
  for (const HistoryRun* run : by_date) {
    const std::string where = run->host + "; " + run->system;
    for (const HistoryCase& each : run->cases) {
      for (const GateFigure& figure : kGateFigures) {
        const auto value = each.figures.find(figure.name);
        if (value == each.figures.end() ||
            std::ranges::find(kLookedAt, figure.name) == kLookedAt.end())
          continue;
        DriftRow& row = rows[{where, each.id, each.load + each.file_system, figure.name}];
        row.id = each.id;
        row.figure = figure.name;
        row.where = where;
        row.less_is_better = figure.worse == '+';
        row.runs.push_back(run);
        row.values.push_back(value->second);
      }
    }
  }
  std::vector<DriftRow> long_enough;
  std::vector<std::vector<double>> series;
  for (auto& [key, row] : rows) {
    if (row.values.size() < kFewestRuns) continue;
    series.push_back(row.values);
    long_enough.push_back(std::move(row));
  }
  const std::vector<Drift> drifts = FindDrifts(series);
  for (std::size_t i = 0; i < drifts.size(); ++i) {
    DriftRow& row = long_enough[i];
    row.drift = drifts[i];
    const double ratio = row.drift.last / row.drift.first;
    row.worse = row.less_is_better ? ratio - 1 : 1 - ratio;
  }
  return long_enough;
}

}  // namespace wfx
