// wfx explain: what a requirement says, or what a scenario does.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "runner/engine/judge.h"
#include "runner/joined.h"
#include "runner/scenario/sources.h"
#include "runner/scenario/spelling.h"
#include "tools/wfx_catalogue.h"
#include "tools/wfx_words.h"

namespace wfx {
namespace {

void Line(std::ostream& out, const std::string& name, const std::string& value) {
  if (!value.empty()) out << "  " << name << ": " << value << "\n";
}

void ExplainDeviations(std::ostream& out, const std::set<std::string>& scenarios,
                       const std::vector<Deviation>& deviations) {
  std::string cause;
  for (const Deviation& deviation : deviations) {
    if (!scenarios.contains(deviation.scenario)) continue;
    // Entries of one cause stand together in their file.
    if (deviation.cause != cause)
      out << "  known deviation: " << deviation.cause << " (" << deviation.kind
          << (deviation.expires.empty() ? "" : ", expires " + deviation.expires) << ")\n"
          << (deviation.link.empty() ? "" : "    " + deviation.link + "\n");
    cause = deviation.cause;
    out << "    " << deviation.file << ":" << deviation.line << ": " << deviation.scenario
        << (deviation.cases.empty() ? "" : " (" + Joined(deviation.cases) + ")") << ": expected "
        << deviation.expectation << ", observed " << deviation.observed << "\n";
  }
}

// "T": tested on Windows by a suite.
std::string GradesInWords(const std::string& grades) {
  static const std::map<std::string, std::string> kWords = {
      {"D", "documented by Microsoft"}, {"T", "tested on Windows by a published suite"},
      {"S", "an open specification"},   {"I", "inferred"},
      {"F", "reported from the field"}, {"D-src", "read from published driver source"}};
  std::string words;
  std::istringstream each(grades);
  for (std::string grade; std::getline(each, grade, ',');) {
    const auto found = kWords.find(grade);
    words += (words.empty() ? "" : ", ") + grade;
    if (found != kWords.end()) words += " (" + found->second + ")";
  }
  return words;
}

void ExplainSources(std::ostream& out, const Requirement& requirement, const Sources& sources) {
  std::vector<std::string> documents;
  for (const std::string& source : requirement.sources) {
    const auto fact = sources.facts.find(source);
    if (fact == sources.facts.end()) {
      Line(out, "source", source);
      continue;
    }
    Line(out, "source", source + ": " + fact->second.where);
    for (const std::string& name : DocumentsIn(fact->second.where))
      if (std::ranges::find(documents, name) == documents.end()) documents.push_back(name);
  }
  for (const std::string& name : documents) {
    const Sources::Document& document = sources.documents.at(name);
    out << "    [" << name << "] " << document.title
        << (document.link.empty() ? "" : ", " + document.link) << "\n";
  }
}

void ExplainRequirement(std::ostream& out, const Requirement& requirement,
                        const Catalogue& catalogue, const std::vector<Deviation>& deviations) {
  out << requirement.id << "\n  " << requirement.statement << "\n";
  Line(out, "level",
       requirement.level == Requirement::Level::kMust ? "must" : "may (observed, never judged)");
  Line(out, "grade", GradesInWords(requirement.grade));
  ExplainSources(out, requirement, catalogue.sources);
  Line(out, "applies to", Joined(requirement.applies_to));
  Line(out, "verified on Windows", requirement.verified_on_windows);
  Line(out, "untestable", requirement.untestable);
  Line(out, "note", requirement.note);
  Line(out, "stands in", requirement.file + ":" + std::to_string(requirement.line));
  for (const StandingRule& rule : StandingRules())
    if (rule.requirement == requirement.id)
      Line(out, "judged in every scenario", std::string(rule.text));
  std::set<std::string> judges;
  for (const Scenario& scenario : catalogue.scenarios) {
    const bool names_it =
        std::any_of(scenario.cases.begin(), scenario.cases.end(), [&](const Case& subject) {
          return std::find(subject.requirements.begin(), subject.requirements.end(),
                           requirement.id) != subject.requirements.end();
        });
    if (!names_it) continue;
    judges.insert(scenario.id);
    const std::size_t cases = scenario.cases.size();
    out << (requirement.level == Requirement::Level::kMust ? "  judged by " : "  observed by ")
        << scenario.id << " (" << cases << (cases == 1 ? " case" : " cases")
        << "): " << scenario.title << "\n";
  }
  ExplainDeviations(out, judges, deviations);
}

void ExplainCase(std::ostream& out, const Case& subject) {
  out << "  given\n";
  for (const Given& given : subject.given) out << "    " << InWords(given) << "\n";
  if (subject.load) {
    out << "  load\n    " << InWords(*subject.load, subject.measure) << "\n";
    for (const auto& [name, bound] : subject.gate)
      out << "    gate: " << name << " " << bound << "\n";
    return;
  }
  out << "  when\n";
  for (const Step& step : subject.when) out << "    " << InWords(step) << "\n";
  out << "  then\n";
  for (const Expectation& expectation : subject.then)
    out << "    " << Describe(expectation, subject)
        << (expectation.because.empty() ? "" : ", because " + expectation.because) << "\n";
  out << "    and the standing rules of the completion ledger and of file contents\n";
}

void ExplainScenario(std::ostream& out, const Scenario& scenario, const Case& subject,
                     const Catalogue& catalogue, const std::vector<Deviation>& deviations) {
  out << CaseId(subject) << "\n  " << subject.title << "\n";
  Line(out, "stands in", subject.file + ":" + std::to_string(subject.line));
  for (const std::string& id : subject.requirements) {
    const auto requirement = catalogue.requirements.find(id);
    Line(out, subject.judged ? "judges" : "observes",
         id + (requirement == catalogue.requirements.end() ? ""
                                                           : ": " + requirement->second.statement));
  }
  Line(out, "needs", Joined(subject.needs));
  ExplainCase(out, subject);
  if (scenario.cases.size() > 1) {
    out << "  cases\n";
    for (const Case& one : scenario.cases) out << "    " << CaseId(one) << "\n";
  }
  ExplainDeviations(out, {scenario.id}, deviations);
}

// The scenario or case called `id`, with or without @target. False when there is none.
bool ExplainIfScenario(std::ostream& out, const std::string& id, const Catalogue& catalogue,
                       const std::vector<Deviation>& deviations) {
  for (const Scenario& scenario : catalogue.scenarios) {
    for (const Case& subject : scenario.cases) {
      if (id != scenario.id && id != CaseId(subject)) continue;
      ExplainScenario(out, scenario, subject, catalogue, deviations);
      return true;
    }
  }
  return false;
}

ExitCode Explain(const Request& request) {
  const std::vector<std::filesystem::path> folders = ScenarioFolders(request, false);
  const Catalogue catalogue = ReadSound(folders);
  const std::vector<Deviation> deviations = ReadKnownDeviations(folders, catalogue);
  const std::string id = request.words[0].substr(0, request.words[0].find('@'));
  const auto requirement = catalogue.requirements.find(id);
  if (requirement != catalogue.requirements.end()) {
    ExplainRequirement(request.out, requirement->second, catalogue, deviations);
    return kHeld;
  }
  if (ExplainIfScenario(request.out, id, catalogue, deviations)) return kHeld;
  std::vector<std::string_view> known;
  for (const auto& [each, unused] : catalogue.requirements) known.push_back(each);
  for (const Scenario& scenario : catalogue.scenarios) known.push_back(scenario.id);
  throw BadRequest("no requirement and no scenario is called " + id + Suggestion(id, known, "ids"));
}

}  // namespace

const Command kExplainCommand{
    "explain",
    "ID",
    1,
    1,
    "says what a requirement or a scenario means, what judges it and which deviations are known",
    "ID is that of a requirement (area.statement), a scenario (area/name) or a case.",
    {kScenariosOption},
    Explain};

}  // namespace wfx
