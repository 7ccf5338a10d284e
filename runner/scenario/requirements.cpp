#include "runner/scenario/requirements.h"

#include <algorithm>

#include "runner/scenario/fields.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

// What stands behind a statement.
constexpr std::string_view kGrades[] = {"D", "T", "S", "I", "F", "D-src"};

// "D,T" taken apart; reports an unknown grade and gives none.
std::vector<std::string> GradesOf(Fields& fields, const std::string& text) {
  std::vector<std::string> grades;
  for (std::size_t begin = 0; !text.empty() && begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string grade = text.substr(begin, end - begin);
    grade.erase(0, std::min(grade.find_first_not_of(' '), grade.size()));
    if (std::ranges::find(kGrades, grade) == std::end(kGrades)) {
      fields.Wrong("grade",
                   "unknown grade " + Quoted(grade) + "; the grades are " + Listed(kGrades));
      return {};
    }
    grades.push_back(std::move(grade));
    begin = end + 1;
  }
  return grades;
}

// A must stands on documentation, tests or source; on one file system's source only where it
// applies to that.
void JudgeLevel(Fields& fields, const Requirement& requirement) {
  const std::vector<std::string> grades = GradesOf(fields, requirement.grade);
  if (grades.empty()) return;
  const bool firm = std::ranges::any_of(grades, [](const std::string& grade) {
    return grade == "D" || grade == "T" || grade == "S";
  });
  const bool source_only = std::ranges::find(grades, "D-src") != grades.end();
  if (requirement.level == Requirement::Level::kMay || firm) return;
  if (!source_only) {
    fields.Wrong("level", "a must needs grade D, T or S; grade " + requirement.grade +
                              " alone makes it a may");
  } else if (requirement.applies_to.empty()) {
    fields.Wrong("level",
                 "a must of grade D-src holds where \"applies_to\" says; name the file system "
                 "there, or make it a may");
  }
}

std::vector<std::string> Texts(Fields& fields, std::string_view key, std::string_view form) {
  std::vector<std::string> texts;
  fields.EachOfList(key, form, [&](const JsonNode& item) {
    if (item.kind != JsonNode::Kind::kString || item.string.empty()) {
      fields.Wrong(key, item.line,
                   "expected " + std::string(form) + ", found " + item.Describe() + " in it");
    }
    texts.push_back(item.string);
  });
  return texts;
}

Requirement ReadOne(const JsonNode& node, const std::string& area, ErrorSink& errors) {
  using Level = Requirement::Level;
  Fields fields(node, "requirement", errors);
  Requirement requirement;
  requirement.file = errors.file();
  requirement.line = fields.LineOf("id");
  const std::string id =
      fields.Text("id", "its name within the area, such as \"other_process_fails\"");
  if (!id.empty() && !IsName(id)) {
    fields.Wrong(
        "id",
        Quoted(id) +
            " is made of other characters than a-z, 0-9 and _; the area is not repeated in it");
  }
  if (!id.empty()) requirement.id = area + "." + id;
  requirement.statement = fields.Text("statement", "one testable sentence");
  requirement.level = fields.Choice<Level>("level", {{"must", Level::kMust}, {"may", Level::kMay}});
  requirement.grade =
      fields.Text("grade", "what it stands on: D, T, S, I, F or D-src, or several, \"D,T\"");
  fields.Require("sources", "a list of facts, such as [\"files:WFX-LCK-002\"]");
  requirement.sources = Texts(fields, "sources", "a list of facts");
  if (fields.Has("sources") && requirement.sources.empty())
    fields.Wrong("sources", "a requirement has at least one source");
  requirement.applies_to = Texts(fields, "applies_to", "a list of file systems or kinds of target");
  for (const std::string& kind : requirement.applies_to) {
    if (kind.empty() || std::ranges::find(kTargetKinds, kind) != kTargetKinds.end()) continue;
    fields.Wrong("applies_to",
                 "unknown word " + Quoted(kind) + "; the words are " + Listed(kTargetKinds));
  }
  requirement.verified_on_windows = fields.Text(
      "verified_on_windows", "the Windows build it was last seen on, or \"none\"", "none");
  requirement.untestable = fields.Text("untestable", "why no scenario can judge it", "");
  requirement.note = fields.Text("note", "where documentation and practice differ: both", "");
  JudgeLevel(fields, requirement);
  fields.Finish();
  return requirement;
}

}  // namespace

std::vector<Requirement> ReadRequirements(std::string_view text, const std::string& area,
                                          const std::string& file, std::vector<ReadError>& errors) {
  ErrorSink sink(file, errors);
  std::vector<Requirement> requirements;
  ReadObject(
      text, "a file of requirements is an object {\"area\": ..., \"requirements\": [...]}", sink,
      [&](const JsonNode& root) {
        Fields fields(root, "a file of requirements", sink);
        fields.Find("$schema");
        const std::string named = fields.Text("area", "the file's own name without .json");
        if (!named.empty() && named != area)
          fields.Wrong("area",
                       "expected \"" + area + "\", the file's name, found " + Quoted(named));
        if (!IsName(area))
          sink.Add(1, Quoted(area) + " is no area; the file is named with a-z, 0-9 and _");
        fields.Require("requirements", "a list of requirements");
        fields.EachOfList("requirements", "a list of requirements", [&](const JsonNode& item) {
          if (item.kind == JsonNode::Kind::kObject) {
            requirements.push_back(ReadOne(item, area, sink));
          } else {
            sink.Add(item.line,
                     "a requirement is an object {\"id\": ..., \"statement\": ...}, found " +
                         item.Describe());
          }
        });
        fields.Finish();
      });
  std::erase_if(requirements,
                [](const Requirement& requirement) { return requirement.id.empty(); });
  return requirements;
}

}  // namespace wfx
