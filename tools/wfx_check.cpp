// wfx check: every error of every file in one go.
#include <algorithm>
#include <set>

#include "runner/engine/judge.h"
#include "runner/scenario/spelling.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

std::string Count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

bool Contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

// Standing rules that a scenario overrides are legal exceptions; someone should read them now and
// then.
std::size_t ListOverrides(const Catalogue& catalogue, std::ostream& out) {
  std::set<std::pair<std::string, int>> listed;
  for (const Scenario& scenario : catalogue.scenarios) {
    for (const Case& subject : scenario.cases) {
      for (const Expectation& expectation : subject.then) {
        if (expectation.because.empty() || !listed.emplace(scenario.file, expectation.line).second)
          continue;
        out << scenario.file << ":" << expectation.line
            << ": overrides a standing rule: " << Describe(expectation, subject) << ", because "
            << expectation.because << "\n";
      }
    }
  }
  return listed.size();
}

// Adds an error when no finding on `scenario` can have the expectation of `deviation`, which would
// then be an xpass for ever. An entry for all cases may concern only some of them.
void CheckExpectation(const Deviation& deviation, const Scenario& scenario,
                      std::vector<ReadError>& errors) {
  const bool concerns_all = deviation.cases.empty();
  std::set<std::string> known;
  bool is_first = true;
  for (const Case& subject : scenario.cases) {
    if (!concerns_all && !Contains(deviation.cases, subject.case_id)) continue;
    const std::vector<std::string> texts = ExpectationTexts(subject);
    if (concerns_all || is_first) {
      known.insert(texts.begin(), texts.end());
    } else {
      std::erase_if(known, [&](const std::string& text) { return !Contains(texts, text); });
    }
    is_first = false;
  }
  if (known.contains(deviation.expectation)) return;
  std::vector<std::string_view> names(known.begin(), known.end());
  // The standing rules are too many to list.
  if (Nearest(deviation.expectation, names).empty())
    std::erase_if(names, [](std::string_view name) { return name.starts_with("standing rule: "); });
  errors.push_back({deviation.file, deviation.line,
                    "nothing that " + scenario.id + " expects is \"" + deviation.expectation +
                        "\"" + Suggestion(deviation.expectation, names, "expectations")});
}

std::vector<ReadError> CheckDeviations(const std::vector<std::filesystem::path>& folders,
                                       const Catalogue& catalogue) {
  std::vector<ReadError> errors;
  for (const Deviation& deviation : ReadKnownDeviations(folders, catalogue)) {
    const auto scenario = std::ranges::find(catalogue.scenarios, deviation.scenario, &Scenario::id);
    if (scenario != catalogue.scenarios.end()) CheckExpectation(deviation, *scenario, errors);
  }
  return errors;
}

ExitCode Refuse(const std::vector<ReadError>& errors, std::ostream& err) {
  std::set<std::string> files;
  for (const ReadError& error : errors) files.insert(error.file);
  err << Spell(errors) << Count(errors.size(), "error") << " in " << Count(files.size(), "file")
      << "\n";
  return kUsage;
}

ExitCode Check(const Request& request) {
  const std::vector<std::filesystem::path> folders = ScenarioFolders(request, true);
  const Catalogue catalogue = ReadCatalogue(folders);
  if (!catalogue.errors.empty()) return Refuse(catalogue.errors, request.err);
  const std::vector<ReadError> errors = CheckDeviations(folders, catalogue);
  if (!errors.empty()) return Refuse(errors, request.err);
  std::size_t cases = 0;
  for (const Scenario& scenario : catalogue.scenarios) cases += scenario.cases.size();
  if (cases == 0) {
    request.err << "wfx: there is no scenario in these folders\n";
    return kNothingSelected;
  }
  if (request.Has("--verbose"))
    request.out << Count(ListOverrides(catalogue, request.out), "override") << "\n";
  request.out << Count(catalogue.scenarios.size(), "scenario") << ", " << Count(cases, "case")
              << ", " << Count(catalogue.requirements.size(), "requirement") << ": sound\n";
  return kHeld;
}

}  // namespace

const Command kCheckCommand{
    "check",
    "[DIR...]",
    0,
    64,
    "reads every scenario, requirement and deviations file, and lists all errors as FILE:LINE: "
    "message",
    "Exit code 0: all sound. 2: an error. 4: no scenario there.",
    {kScenariosOption, {"--verbose", "", "also lists where scenarios override a standing rule"}},
    Check};

}  // namespace wfx
