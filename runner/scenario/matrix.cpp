#include "runner/scenario/matrix.h"

#include <algorithm>

#include "runner/scenario/spelling.h"

namespace wfx {
namespace {

constexpr std::size_t kMostCases = 4096;

// The label that a value of a list gets by itself, or "".
std::string LabelOf(const JsonNode& node) {
  if (node.kind == JsonNode::Kind::kBool) return node.boolean ? "true" : "false";
  if (node.kind == JsonNode::Kind::kInteger)
    return node.integer < 0 ? "" : std::to_string(node.unsigned_integer);
  std::string label;
  for (const char c : node.string) {
    if (c != ' ') label += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return IsName(label) ? label : "";
}

void RelocateTo(int line, JsonNode& node) {
  node.line = line;
  for (JsonNode& item : node.items) RelocateTo(line, item);
  for (auto& [key, value] : node.members) RelocateTo(line, value);
  std::ranges::fill(node.member_lines, line);
}

}  // namespace

Matrix::Matrix(const JsonNode* node, ErrorSink& errors) {
  if (node == nullptr) return;
  if (node->kind != JsonNode::Kind::kObject) {
    errors.Add(node->line,
               "\"matrix\": expected an object {\"key\": {\"label\": value, ...}}, found " +
                   node->Describe());
    return;
  }
  if (node->members.empty()) errors.Add(node->line, "\"matrix\" has no key; leave it out");
  std::size_t cases = 1;
  for (std::size_t i = 0; i < node->members.size(); ++i) {
    const auto& [name, values] = node->members[i];
    Key key{name, node->member_lines[i], {}};
    if (!IsName(name)) {
      errors.Add(key.line,
                 Quoted(name) + " is no name of a matrix key; it is made of a-z, 0-9 and _");
    }
    if (values.kind == JsonNode::Kind::kObject) {
      ReadLabelled(values, key, errors);
    } else if (values.kind == JsonNode::Kind::kArray) {
      ReadList(values, key, errors);
    } else {
      errors.Add(key.line, "matrix key " + Quoted(name) +
                               ": expected an object of labelled values or a list, found " +
                               values.Describe());
    }
    if (key.values.empty()) {
      errors.Add(key.line, "matrix key " + Quoted(name) + " has no value it could take");
      key.values.push_back({"none", nullptr});
    }
    if (key.values.size() > kMostCases / cases) {
      errors.Add(key.line, "the matrix makes more than " + std::to_string(kMostCases) +
                               " cases; split the scenario");
      key.values.resize(1);
    }
    cases *= key.values.size();
    keys_.push_back(std::move(key));
  }
}

void Matrix::ReadLabelled(const JsonNode& node, Key& key, ErrorSink& errors) {
  for (std::size_t i = 0; i < node.members.size(); ++i) {
    const auto& [label, value] = node.members[i];
    if (!IsName(label)) {
      errors.Add(node.member_lines[i], "label " + Quoted(label) + " of matrix key " +
                                           Quoted(key.name) +
                                           " becomes part of an id; it is made of a-z, 0-9 and _");
    }
    key.values.push_back({label, &value});
  }
}

void Matrix::ReadList(const JsonNode& node, Key& key, ErrorSink& errors) {
  for (const JsonNode& item : node.items) {
    const std::string label = LabelOf(item);
    if (label.empty()) {
      errors.Add(item.line, "matrix key " + Quoted(key.name) + ": " + item.Describe() +
                                " needs a label; write {\"label\": value} instead of a list");
      continue;
    }
    if (std::ranges::any_of(key.values, [&](const Value& other) { return other.label == label; })) {
      errors.Add(item.line,
                 "matrix key " + Quoted(key.name) + ": two values have the label " + Quoted(label));
      continue;
    }
    key.values.push_back({label, &item});
  }
}

std::vector<Matrix::Choice> Matrix::Choices() const {
  std::vector<Choice> choices(1);
  for (const Key& key : keys_) {
    std::vector<Choice> longer;
    for (const Choice& choice : choices) {
      for (const Value& value : key.values) {
        Choice& next = longer.emplace_back(choice);
        next.case_id += (next.case_id.empty() ? "" : ",") + key.name + "=" + value.label;
        next.values.emplace_back(key.name, value.node);
      }
    }
    choices = std::move(longer);
  }
  return choices;
}

JsonNode Matrix::Substitute(const JsonNode& node, const Choice& choice, ErrorSink& errors,
                            std::set<std::string>& left) {
  JsonNode copy = node;
  Replace(copy, choice, errors, left);
  return copy;
}

void Matrix::Replace(JsonNode& node, const Choice& choice, ErrorSink& errors,
                     std::set<std::string>& left) {
  for (JsonNode& item : node.items) Replace(item, choice, errors, left);
  for (auto& [key, value] : node.members) Replace(value, choice, errors, left);
  if (node.kind != JsonNode::Kind::kString || !node.string.starts_with('$')) return;
  const std::string name = node.string.substr(1);
  for (const auto& [key, value] : choice.values) {
    if (key != name) continue;
    used_.insert(key);
    if (value == nullptr) {
      left.insert(node.string);
      return;
    }
    const int line = node.line;
    node = *value;
    return RelocateTo(line, node);
  }
  left.insert(node.string);
  std::vector<std::string_view> names;
  for (const Key& key : keys_) names.push_back(key.name);
  errors.Add(node.line,
             keys_.empty()
                 ? node.string + " stands for a matrix value, but there is no matrix"
                 : "the matrix has no key " + Quoted(name) + Suggestion(name, names, "keys"));
}

void Matrix::ReportUnused(ErrorSink& errors) const {
  for (const Key& key : keys_) {
    if (!used_.contains(key.name)) {
      errors.Add(key.line, "matrix key " + Quoted(key.name) + " is not used; write \"$" + key.name +
                               "\" where its value belongs, or remove it");
    }
  }
}

}  // namespace wfx
