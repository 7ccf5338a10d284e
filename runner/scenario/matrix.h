// The matrix of a scenario: its variations, and the values that "$key" stands for in each.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runner/json_text.h"
#include "runner/scenario/fields.h"

namespace wfx {

class Matrix {
 public:
  // One choice of a value for each key.
  struct Choice {
    std::string case_id;  // "k=v,k=v" in file order, "" without a matrix
    std::vector<std::pair<std::string, const JsonNode*>>
        values;  // null: of a key whose values could not be read
  };

  // Reads `node`, which may be null: no matrix. It must outlive this. What is wrong is reported and
  // left out.
  Matrix(const JsonNode* node, ErrorSink& errors);

  // The cross product in file order, the first key slowest; one choice without a matrix.
  std::vector<Choice> Choices() const;
  // A copy of `node` with every text "$key" replaced by the value chosen, which takes the line of
  // the place it is used in. A key that has no value is reported, its text stays and is added to
  // `left`.
  JsonNode Substitute(const JsonNode& node, const Choice& choice, ErrorSink& errors,
                      std::set<std::string>& left);
  // Reports keys that no Substitute has used. The last call.
  void ReportUnused(ErrorSink& errors) const;

 private:
  struct Value {
    std::string label;
    const JsonNode* node;
  };
  struct Key {
    std::string name;
    int line;
    std::vector<Value> values;
  };

  static void ReadLabelled(const JsonNode& node, Key& key, ErrorSink& errors);
  static void ReadList(const JsonNode& node, Key& key, ErrorSink& errors);
  void Replace(JsonNode& node, const Choice& choice, ErrorSink& errors,
               std::set<std::string>& left);

  std::vector<Key> keys_;
  std::set<std::string> used_;
};

}  // namespace wfx
