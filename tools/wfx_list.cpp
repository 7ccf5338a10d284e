// wfx list: every case with its title, or what scenarios need.
#include <algorithm>

#include "runner/scenario/capability.h"
#include "tools/wfx_catalogue.h"

namespace wfx {
namespace {

bool IsSelected(const std::vector<std::string>& globs, const Case& subject) {
  if (globs.empty()) return true;
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return Selects(glob, CaseId(subject)); });
}

ExitCode ListCases(const Request& request, const Catalogue& catalogue) {
  const std::vector<std::string> globs = request.All("--only");
  std::vector<const Case*> cases;
  std::size_t width = 0;
  for (const Scenario& scenario : catalogue.scenarios) {
    for (const Case& subject : scenario.cases) {
      if (!IsSelected(globs, subject)) continue;
      cases.push_back(&subject);
      width = std::max(width, std::min<std::size_t>(60, CaseId(subject).size()));
    }
  }
  if (cases.empty()) {
    request.err << "wfx: no case is selected; wfx list without --only shows them all\n";
    return kNothingSelected;
  }
  for (const Case* subject : cases) {
    std::string id = CaseId(*subject);
    id.resize(std::max(width, id.size()), ' ');
    request.out << id << "  " << subject->title << "\n";
  }
  return kHeld;
}

ExitCode ListNeeds(const Request& request, const Catalogue& catalogue) {
  for (const CapabilityFacts& capability : kCapabilities) {
    std::vector<std::string> scenarios;
    for (const Scenario& scenario : catalogue.scenarios) {
      const bool needs =
          std::any_of(scenario.cases.begin(), scenario.cases.end(), [&](const Case& subject) {
            return std::find(subject.needs.begin(), subject.needs.end(), capability.name) !=
                   subject.needs.end();
          });
      if (needs) scenarios.push_back(scenario.id);
    }
    request.out << capability.name << ": " << capability.doc << "\n  tried: " << capability.probe
                << "\n  needed by " << scenarios.size()
                << (scenarios.size() == 1 ? " scenario\n" : " scenarios\n");
    for (const std::string& id : scenarios) request.out << "    " << id << "\n";
  }
  return kHeld;
}

ExitCode ListCases(const Request& request) {
  const Catalogue catalogue = ReadSound(ScenarioFolders(request, true));
  return request.Has("--needs") ? ListNeeds(request, catalogue) : ListCases(request, catalogue);
}

}  // namespace

const Command kListCommand{
    "list",
    "[DIR...]",
    0,
    64,
    "lists every case with its title",
    "Runners add @TARGET to these ids.",
    {kScenariosOption,
     {"--only", "GLOB", "only cases whose id it selects", true},
     {"--needs", "",
      "instead lists what scenarios can need, how that is tried, and which need it"}},
    ListCases};

}  // namespace wfx
