// wfx check: every error of every file in one go.
#include <set>

#include "runner/engine/judge.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

std::string Count(std::size_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
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

ExitCode Check(const Request& request) {
  const Catalogue catalogue = ReadCatalogue(ScenarioFolders(request, true));
  if (!catalogue.errors.empty()) {
    request.err << Spell(catalogue.errors);
    std::set<std::string> files;
    for (const ReadError& error : catalogue.errors) files.insert(error.file);
    request.err << Count(catalogue.errors.size(), "error") << " in " << Count(files.size(), "file")
                << "\n";
    return kUsage;
  }
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
