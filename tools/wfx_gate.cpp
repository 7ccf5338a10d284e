// wfx gate: whether a candidate is worse than its baseline.
#include <map>
#include <optional>
#include <stdexcept>

#include "reports/gate_report.h"
#include "reports/record.h"
#include "runner/scenario/gate_limits.h"
#include "runner/scenario/spelling.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

// What each scenario says of its gate, read from its recorded text when it is asked for.
class Terms {
 public:
  Terms(const RunRecord& record, const Request& request) : record_(record) {
    for (const std::string& value : request.All("--limit")) {
      try {
        own_.insert_or_assign(ReadLimit(value).first, ReadLimit(value).second);
      } catch (const std::invalid_argument& wrong) {
        throw BadRequest(wrong.what());
      }
    }
  }

  GateTerms Of(const std::string& scenario) {
    const auto known = known_.find(scenario);
    if (known != known_.end()) return known->second;
    GateTerms terms = Read(scenario);
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
    terms.limits = LimitsOf(first);
    return terms;
  }

  const RunRecord& record_;
  GateLimits own_;
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
