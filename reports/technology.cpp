#include "reports/technology.h"

#include <algorithm>

#include "reports/figures.h"
#include "reports/sections.h"
#include "reports/standing.h"
#include "runner/joined.h"

namespace wfx {
namespace {

using Shown = TechnologyRow::Shown;

bool IsSmb3(const TargetFacts& target) { return target.protocol.starts_with("SMB 3."); }

bool Offers(const TargetFacts& target, std::string_view trait) {
  return IsSmb3(target) &&
         std::find(target.share.begin(), target.share.end(), trait) != target.share.end();
}

// The must requirements that results on `target` name.
void Add(const RunRecord& record, const TargetFacts& target, TechnologyRow& row) {
  std::vector<const Result*> results;
  for (const Result& result : record.results) {
    if (result.target == target.name) results.push_back(&result);
  }
  for (const auto& [id, standing] : StandingsOf(results)) {
    const auto requirement = record.requirements.find(id);
    if (requirement == record.requirements.end() ||
        requirement->second.level != Requirement::Level::kMust) {
      continue;
    }
    std::uint64_t& counter = standing.failed != 0   ? row.failed
                             : standing.masked != 0 ? row.masked
                             : standing.held != 0   ? row.held
                                                    : row.not_judged;
    ++counter;
  }
}

std::string_view Word(Shown shown) {
  switch (shown) {
    case Shown::kDemonstrated:
      return "demonstrated";
    case Shown::kFailed:
      return "failed";
    case Shown::kNotDemonstrated:
      break;
  }
  return "not demonstrated";
}

// "by 3 musts that held; 2 masked by the platform, 1 not judged"
std::string By(const TechnologyRow& row) {
  if (row.targets.empty()) return "no target of this kind";
  const std::uint64_t judged = row.held + row.failed;
  std::string text = Thousands(judged) + (judged == 1 ? " must" : " musts") + " judged";
  const auto add = [&](std::uint64_t count, const char* what) {
    if (count > 0) text += ", " + Thousands(count) + " " + what;
  };
  add(row.failed, "of them failed");
  add(row.masked, "masked by the platform");
  add(row.not_judged, "not judged");
  return text;
}

bool IsModel(const RunRecord& record) { return record.system.base.starts_with("model"); }

}  // namespace

const std::array<Technology, 5> kTechnologies{{
    {"SMB 3.0", "a share of protocol SMB 3", &IsSmb3},
    {"SMB 3.0 Transparent Failover (TFO)", "an SMB 3 share that is continuously available",
     [](const TargetFacts& target) { return Offers(target, kContinuouslyAvailable); }},
    {"SMB 3.0 with Scale-out File Shares (SO)", "an SMB 3 share that is scaled out",
     [](const TargetFacts& target) { return Offers(target, kScaleOut); }},
    {"Cluster Shared Volume File System (CsvFS)", "a volume whose file system is CSVFS",
     [](const TargetFacts& target) { return !target.remote && target.file_system == "CSVFS"; }},
    {"Resilient File System (ReFS)", "a volume whose file system is ReFS",
     [](const TargetFacts& target) { return !target.remote && target.file_system == "ReFS"; }},
}};

std::vector<TechnologyRow> TechnologiesOf(const std::vector<RunRecord>& records) {
  std::vector<TechnologyRow> rows;
  for (const Technology& technology : kTechnologies) {
    TechnologyRow& row = rows.emplace_back();
    row.name = technology.name;
    for (const RunRecord& record : records) {
      for (const TargetFacts& target : record.targets) {
        if (!technology.is(target)) continue;
        row.targets.push_back(target.name);
        Add(record, target, row);
      }
    }
    row.shown = row.failed > 0 ? Shown::kFailed
                : row.held > 0 ? Shown::kDemonstrated
                               : Shown::kNotDemonstrated;
  }
  return rows;
}

Document TechnologySection(const std::vector<RunRecord>& records) {
  Document document;
  const auto has_results = [](const RunRecord& record) { return !record.results.empty(); };
  if (std::none_of(records.begin(), records.end(), has_results)) return document;
  document.Add(Heading{2, "Technologies"});
  Table table{{{"Technology"}, {"shown"}, {"by"}, {"on"}}, {}};
  for (const TechnologyRow& row : TechnologiesOf(records)) {
    table.rows.push_back({std::string(row.name), std::string(Word(row.shown)), By(row),
                          row.targets.empty() ? "-" : Joined(row.targets)});
  }
  document.Add(std::move(table));
  if (std::any_of(records.begin(), records.end(), IsModel)) {
    document.Add(Paragraph{
        "The model stands in for these here: it shows the scenarios at work, not the technology."});
  }
  return document;
}

void AddTechnologies(Document& document, const Comparison& comparison) {
  document.Add(TechnologySection(comparison.records()));
}

}  // namespace wfx
