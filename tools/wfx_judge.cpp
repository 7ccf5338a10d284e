// wfx judge: the verdicts once more, from what a record says was observed and nothing else.
#include <algorithm>
#include <map>

#include "reports/declared.h"
#include "reports/record.h"
#include "runner/engine/judge.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

// What a verdict is made of, taken from a record and the command line.
class Bench {
 public:
  Bench(const RunRecord& record, std::vector<Deviation> deviations, std::string today)
      : record_(record), deviations_(std::move(deviations)), today_(std::move(today)) {}

  // The recorded result as it would be judged now.
  Result JudgeAgain(const Result& recorded) {
    // No observation came with these: a need was missing.
    if (recorded.verdict == Verdict::kNotRun) return recorded;
    Result result = Judge(CaseOf(recorded), TargetOf(recorded), recorded.observation, deviations_,
                          today_, !record_.system.providers.empty());
    // That another scenario had failed was the session's to say; what it looked at, a given that
    // failed, is here.
    if (recorded.verdict == Verdict::kBlocked && result.verdict == Verdict::kError) return recorded;
    return result;
  }

 private:
  const Case& CaseOf(const Result& recorded) {
    Scenario& scenario = ScenarioOf(recorded.scenario);
    const auto subject =
        std::find_if(scenario.cases.begin(), scenario.cases.end(),
                     [&](const Case& one) { return one.case_id == recorded.case_id; });
    if (subject == scenario.cases.end())
      throw BadRequest("the recorded text of " + recorded.scenario + " has no case \"" +
                       recorded.case_id + "\"");
    return *subject;
  }

  Scenario& ScenarioOf(const std::string& id) {
    const auto known = scenarios_.find(id);
    if (known != scenarios_.end()) return known->second;
    const auto text = record_.scenarios.find(id);
    if (text == record_.scenarios.end())
      throw BadRequest("the record lacks the text of scenario " + id);
    std::vector<ReadError> errors;
    Scenario scenario = ReadScenario(text->second, id, id + ".json", errors);
    if (!errors.empty())
      throw BadRequest("this version cannot read a recorded scenario:\n" + Spell(errors));
    for (Case& subject : scenario.cases) {
      subject.judged = IsJudged(subject);
      subject.applies_to = AppliesTo(subject, record_.requirements);
    }
    return scenarios_.emplace(id, std::move(scenario)).first->second;
  }

  bool IsJudged(const Case& subject) const {
    return std::none_of(subject.requirements.begin(), subject.requirements.end(),
                        [&](const std::string& id) {
                          const auto requirement = record_.requirements.find(id);
                          return requirement != record_.requirements.end() &&
                                 requirement->second.level == Requirement::Level::kMay;
                        });
  }

  const TargetFacts& TargetOf(const Result& recorded) const {
    for (const TargetFacts& target : record_.targets)
      if (target.name == recorded.target) return target;
    throw BadRequest("the record lacks target " + recorded.target + ", which " + recorded.FullId() +
                     " names");
  }

  const RunRecord& record_;
  std::vector<Deviation> deviations_;
  std::string today_;
  std::map<std::string, Scenario> scenarios_;
};

std::string Spell(const Result& result) {
  std::string text(Describe(result.verdict).name);
  for (const Finding& finding : result.findings) {
    text += "\n      expected " + finding.expectation + ", observed " + finding.observed;
    if (!finding.deviation.empty()) text += " (known: " + finding.deviation + ")";
  }
  return text + (result.reason.empty() ? "" : "\n      " + result.reason);
}

std::vector<Deviation> DeviationsFor(const Request& request, const RunRecord& record) {
  if (!request.Has("--deviations")) return record.deviations;
  std::vector<Deviation> deviations;
  for (const std::string& file : request.All("--deviations")) {
    DeviationFile read = ReadDeviationsFile(file, nullptr);
    deviations.insert(deviations.end(), read.deviations.begin(), read.deviations.end());
  }
  return deviations;
}

std::string Today(const Request& request, const RunRecord& record) {
  std::string today = request.One("--today", record.run.date);
  const std::string form = "dddd-dd-dd";
  bool is_date = today.size() == form.size();
  for (std::size_t i = 0; is_date && i < form.size(); ++i)
    is_date = form[i] == 'd' ? today[i] >= '0' && today[i] <= '9' : today[i] == form[i];
  if (!is_date)
    throw BadRequest("the judging date is \"" + today + "\"; the right form is --today YYYY-MM-DD");
  return today;
}

ExitCode JudgeRecord(const Request& request) {
  const RunRecord record = ReadRecord(request.words[0]);
  if (record.results.empty()) {
    request.err << "wfx: this record has no results to judge\n";
    return kNothingSelected;
  }
  Bench bench(record, DeviationsFor(request, record), Today(request, record));
  std::size_t different = 0, broken = 0;
  for (const Result& recorded : record.results) {
    const Result now = bench.JudgeAgain(recorded);
    if (Describe(now.verdict).breaks_the_run) ++broken;
    if (now.verdict == recorded.verdict && now.findings == recorded.findings) continue;
    ++different;
    request.out << recorded.FullId() << "\n  recorded: " << Spell(recorded)
                << "\n  judged:   " << Spell(now) << "\n";
  }
  request.out << record.results.size() << (record.results.size() == 1 ? " result" : " results")
              << " judged again: " << different << " differ, " << broken << " break the run\n";
  for (const Declared& each : record.declared) {
    if (each.outcome != Declared::Outcome::kFailed) continue;
    ++broken;
    request.out << "declared in " << each.file << ":" << each.line << ": " << InWords(each) << "\n";
  }
  const bool same_question = !request.Has("--deviations") && !request.Has("--today");
  return broken != 0 || (different != 0 && same_question) ? kBroken : kHeld;
}

}  // namespace

const Command kJudgeCommand{
    "judge",
    "RECORD",
    1,
    1,
    "judges the observations in a record again and prints where verdicts differ",
    "Uses the scenarios, probed sizes, deviations and date in the record; not_run stays not_run.\n"
    "Exit code 1: a verdict breaks the run, or differs though the question is the same.",
    {{"--deviations", "FILE", "judges against this list instead of the recorded one", true},
     {"--today", "YYYY-MM-DD", "judges as of this date instead of the recorded one"}},
    JudgeRecord};

}  // namespace wfx
