// wfx gate: whether a candidate is worse than its baseline.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "reports/gate_report.h"
#include "reports/record.h"
#include "runner/scenario/gate_figures.h"
#include "runner/scenario/spelling.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

using Limits = std::map<std::string, double, std::less<>>;

// Of a scenario that has no gate.
const Limits kUsualLimits{{"throughput", 0.05}, {"latency_p50", 0.05}};

// "5", "5%", "+5 %", "-5 %": a share. Nothing of anything else; the sign is the figure's own.
std::optional<double> ShareOf(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  if (text.ends_with('%')) text.remove_suffix(1);
  if (text.ends_with(' ')) text.remove_suffix(1);
  double percent = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, percent);
  if (error != std::errc() || stopped != end || !(percent > 0) || percent > 1000)
    return std::nullopt;
  return percent / 100;
}

// "latency_p99=10".
std::pair<std::string, double> LimitOf(const std::string& value) {
  const std::size_t equals = value.find('=');
  const std::string name = value.substr(0, equals);
  std::vector<std::string_view> known;
  for (const GateFigure& figure : kGateFigures) known.push_back(figure.name);
  if (std::ranges::find(known, name) == known.end())
    throw BadRequest("--limit knows no figure \"" + name + "\"" +
                     Suggestion(name, known, "figures"));
  const std::optional<double> share =
      equals == std::string::npos ? std::nullopt : ShareOf(value.substr(equals + 1));
  if (!share)
    throw BadRequest("--limit " + value + ": the right form is --limit " + name +
                     "=5, in per cent, above 0 and up to 1000");
  return {name, *share};
}

// What each scenario says of its gate, read from its recorded text when it is asked for.
class Terms {
 public:
  Terms(const RunRecord& record, const Request& request) : record_(record) {
    for (const std::string& value : request.All("--limit"))
      own_.insert_or_assign(LimitOf(value).first, LimitOf(value).second);
  }

  GateTerms Of(const std::string& scenario) {
    const auto known = known_.find(scenario);
    if (known != known_.end()) return known->second;
    GateTerms terms = Read(scenario);
    if (terms.limits.empty()) terms.limits = kUsualLimits;
    for (const auto& [name, share] : own_) terms.limits[name] = share;
    return known_.emplace(scenario, std::move(terms)).first->second;
  }

 private:
  GateTerms Read(const std::string& id) const {
    const auto text = record_.scenarios.find(id);
    if (text == record_.scenarios.end())
      throw BadRequest("the record lacks the text of scenario " + id);
    std::vector<ReadError> errors;
    const Scenario scenario = ReadScenario(text->second, id, id + ".json", errors);
    if (!errors.empty())
      throw BadRequest("this version cannot read a recorded scenario:\n" + Spell(errors));
    GateTerms terms;
    if (scenario.cases.empty()) return terms;
    // Neither stands in the matrix, so each case has the same.
    const Case& first = scenario.cases.front();
    terms.ends_by_time = !first.measure.writes && !first.measure.bytes;
    for (const auto& [name, change] : first.gate)
      terms.limits[name] = ShareOf(change).value_or(kUsualLimits.at("throughput"));
    return terms;
  }

  const RunRecord& record_;
  Limits own_;
  std::map<std::string, GateTerms> known_;
};

// The targets of both sides: one word names it for both, except inside one record.
std::pair<std::string, std::string> TargetsOf(const Request& request) {
  std::string baseline = request.One("--baseline-target");
  std::string candidate = request.One("--candidate-target");
  if (!request.Has("--candidate")) {
    if (baseline.empty() || candidate.empty() || baseline == candidate)
      throw BadRequest(
          "without --candidate FILE, --baseline-target NAME and --candidate-target NAME say which "
          "two targets of the record to compare");
    return {baseline, candidate};
  }
  if (baseline.empty()) baseline = candidate;
  if (candidate.empty()) candidate = baseline;
  return {baseline, candidate};
}

ExitCode CodeOf(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::kImproved:
    case GateVerdict::kHeld:
      return kHeld;
    case GateVerdict::kInconclusive:
      return kInconclusive;
    case GateVerdict::kRegressed:
      break;
  }
  return kBroken;
}

ExitCode JudgeTheGate(const Request& request) {
  if (!request.Has("--baseline")) throw BadRequest("wfx gate needs --baseline FILE");
  const auto [baseline_target, candidate_target] = TargetsOf(request);
  const std::string baseline_file = request.One("--baseline");
  const std::string candidate_file = request.One("--candidate", baseline_file);
  const RunRecord was = ReadRecord(baseline_file);
  const std::optional<RunRecord> is =
      request.Has("--candidate") ? std::optional(ReadRecord(candidate_file)) : std::nullopt;
  const GateSide baseline{was, baseline_file, baseline_target};
  const GateSide candidate{is ? *is : was, candidate_file, candidate_target};
  Terms terms(candidate.record, request);
  const Gate gate = JudgeRecords(baseline, candidate,
                                 [&](const std::string& scenario) { return terms.Of(scenario); });
  if (gate.common == 0) {
    request.err << "wfx: " << baseline_file << " and " << candidate_file
                << " have no case on one target in common; --baseline-target and "
                   "--candidate-target compare different targets\n";
    return kNothingSelected;
  }
  const Document document = GateReport(gate, baseline, candidate);
  const std::string text =
      request.Has("--markdown") ? RenderMarkdown(document) : RenderText(document);
  if (request.Has("--output")) {
    WriteFileWhole(request.One("--output"), text);
  } else {
    request.out << text;
  }
  return CodeOf(VerdictOf(gate));
}

}  // namespace

const Command kGateCommand{
    "gate",
    "",
    0,
    0,
    "says whether a candidate is worse than its baseline",
    "Limits are those of each scenario's \"gate\", otherwise 5 % of throughput and of "
    "latency_p50.\n"
    "A case that is newly failing or no longer reached breaks the gate too.\n"
    "Exit codes: 0 held or improved; 1 regressed; 2 not comparable; 3 inconclusive; 4 nothing in "
    "common.",
    {{"--baseline", "FILE", "the record to measure by"},
     {"--candidate", "FILE", "the record to judge; default: another target of the baseline's"},
     {"--baseline-target", "NAME", "only this target of the baseline"},
     {"--candidate-target", "NAME", "only this target of the candidate"},
     {"--limit", "FIGURE=PERCENT", "the worst change allowed, such as latency_p99=10", true},
     {"--markdown", "", "as Markdown; default: for a terminal"},
     {"--output", "FILE", "writes to FILE instead of standard output"}},
    JudgeTheGate};

}  // namespace wfx
