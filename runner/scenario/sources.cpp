#include "runner/scenario/sources.h"

#include <algorithm>

#include "runner/scenario/fields.h"
#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

std::string SheetOf(std::string_view source) {
  const std::size_t colon = source.find(':');
  return colon == std::string_view::npos ? "" : std::string(source.substr(0, colon));
}

// Calls `take` with key, value and line of each member.
template <typename Take>
void EachMember(Fields& fields, std::string_view key, std::string_view form, Take take) {
  const JsonNode* node = fields.Require(key, form);
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kObject) {
    fields.Wrong(key, "expected " + std::string(form) + ", found " + node->Describe());
    return;
  }
  for (std::size_t i = 0; i < node->members.size(); ++i)
    take(node->members[i].first, node->members[i].second, node->member_lines[i]);
}

Sources::Document ReadDocument(const JsonNode& node, ErrorSink& errors) {
  Fields fields(node, "document", errors);
  Sources::Document document;
  document.title = fields.Text("title", "its title, as its authors spell it");
  document.link = fields.Text("link", "where it can be read", "");
  fields.Finish();
  return document;
}

}  // namespace

void ReadSources(std::string_view text, const std::string& file, Sources& sources,
                 std::vector<ReadError>& errors) {
  ErrorSink sink(file, errors);
  ReadObject(
      text, "a file of sources is an object {\"documents\": ..., \"facts\": ...}", sink,
      [&](const JsonNode& root) {
        Fields fields(root, "a file of sources", sink);
        EachMember(fields, "documents", "documents by short name",
                   [&](const std::string& name, const JsonNode& node, int line) {
                     if (node.kind != JsonNode::Kind::kObject) {
                       sink.Add(line,
                                "a document is an object {\"title\": ..., \"link\": ...}, found " +
                                    node.Describe());
                     } else if (!sources.documents.emplace(name, ReadDocument(node, sink)).second) {
                       sink.Add(line, "document " + Quoted(name) + " is there twice; rename one");
                     }
                   });
        EachMember(fields, "facts", "where each fact stands, by \"sheet:NAME\"",
                   [&](const std::string& name, const JsonNode& node, int line) {
                     if (SheetOf(name).empty() || node.kind != JsonNode::Kind::kString ||
                         node.string.empty()) {
                       sink.Add(line, "a fact is \"sheet:NAME\": \"where it stands\", found " +
                                          Quoted(name) + " with " + node.Describe());
                     } else if (!sources.facts.emplace(name, Sources::Fact{node.string, file, line})
                                     .second) {
                       sink.Add(line, "fact " + Quoted(name) + " is there twice; rename one");
                     }
                   });
        fields.Finish();
      });
}

std::vector<std::string> DocumentsIn(std::string_view where) {
  std::vector<std::string> names;
  for (std::size_t open = where.find('['); open != std::string_view::npos;
       open = where.find('[', open + 1)) {
    const std::size_t close = where.find(']', open);
    if (close == std::string_view::npos) break;
    std::string name(where.substr(open + 1, close - open - 1));
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

std::string WhatIsWrongWith(const std::string& source, const Sources& sources) {
  if (sources.facts.contains(source)) return "";
  const std::string sheet = SheetOf(source);
  std::vector<std::string_view> names;
  for (const auto& [name, fact] : sources.facts)
    if (SheetOf(name) == sheet) names.push_back(name);
  if (names.empty()) return "";
  return "there is no fact " + Quoted(source) + Suggestion(source, names, "facts");
}

}  // namespace wfx
