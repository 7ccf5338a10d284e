// Reads one scenario file: its parts, its matrix, and every case.
#include <algorithm>
#include <set>

#include "runner/scenario/capability.h"
#include "runner/scenario/catalogue.h"
#include "runner/scenario/decode.h"
#include "runner/scenario/matrix.h"
#include "runner/sha256.h"

namespace wfx {
namespace {

bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What is wrong with a title. It states a fact; words that speak of testing or wishing do not.
std::vector<std::string> FaultsOf(std::string_view title) {
  static constexpr std::string_view kRefused[] = {
      "should", "must",    "shall",  "test",     "tests",    "tested", "testing", "check",
      "checks", "checked", "verify", "verifies", "verified", "ensure", "ensures"};
  constexpr std::size_t kLongest = 100;
  std::vector<std::string> faults;
  std::string word;
  for (std::size_t i = 0; i <= title.size(); ++i) {
    if (i < title.size() && IsAsciiLetter(title[i])) {
      word += title[i] >= 'a' ? title[i] : static_cast<char>(title[i] - 'A' + 'a');
      continue;
    }
    if (std::ranges::find(kRefused, word) != std::end(kRefused)) {
      faults.push_back("says \"" + word +
                       "\"; it states what is true, as in \"A null write calls its routine once\"");
    }
    word.clear();
  }
  if (title.size() > kLongest) {
    faults.push_back("has " + std::to_string(title.size()) +
                     " characters; 100 are enough for one fact");
  }
  if (title.ends_with('.')) faults.emplace_back("ends in a full stop; leave it out");
  return faults;
}

// The keys of a scenario file.
struct Parts {
  const JsonNode *matrix, *requirements, *needs, *given, *when, *then, *load;
};

class Reader {
 public:
  Reader(const JsonNode& root, Scenario& scenario, std::vector<ReadError>& errors)
      : scenario_(scenario),
        errors_(errors),
        sink_(scenario.file, errors),
        fields_(root, "scenario", sink_) {}

  void Read() {
    fields_.Find("$schema");
    Case common;
    common.scenario = scenario_.id;
    common.file = scenario_.file;
    ReadTitle(common);
    Parts parts{};
    parts.requirements = fields_.Require(
        "requirements", "the ids of the requirements it judges, [\"area.statement\"]");
    parts.needs = fields_.Find("needs");
    parts.matrix = fields_.Find("matrix");
    parts.given = fields_.Find("given");
    parts.when = fields_.Find("when");
    parts.then = fields_.Find("then");
    parts.load = fields_.Find("load");
    ReadBenchmarkParts(parts, common);
    fields_.Finish();
    ReadCases(parts, common);
  }

 private:
  void ReadTitle(Case& common) {
    common.title = fields_.Text("title", "one sentence that states what is true");
    common.line = fields_.LineOf("title");
    scenario_.title = common.title;
    for (const std::string& fault : FaultsOf(common.title))
      sink_.Add(common.line, "the title " + fault);
  }

  void ReadBenchmarkParts(const Parts& parts, Case& common) {
    const JsonNode* measure = fields_.Find("measure");
    const JsonNode* gate = fields_.Find("gate");
    if (parts.load != nullptr) {
      fields_.Refuse("when", "a benchmark has \"load\" instead of \"when\" and \"then\"");
      fields_.Refuse("then", "a benchmark has \"load\" instead of \"when\" and \"then\"");
      JsonNode none;
      none.kind = JsonNode::Kind::kObject;
      common.measure = DecodeMeasure(measure == nullptr ? none : *measure, sink_);
      if (gate != nullptr) common.gate = DecodeGate(*gate, sink_);
      return;
    }
    fields_.Refuse("measure", "only a benchmark, which has \"load\", is measured");
    fields_.Refuse("gate", "only a benchmark, which has \"load\", has a gate");
    if (parts.when == nullptr && parts.then == nullptr) {
      sink_.Add(fields_.LineOf(""), "a scenario needs \"when\" and \"then\", or \"load\"");
    } else if (parts.when == nullptr) {
      fields_.Require("when", "a list of steps, what is done");
    } else if (parts.then == nullptr) {
      fields_.Require("then", "a list of expectations, what must be true");
    }
  }

  // Decodes every case, and reports what is wrong in all of them once, and else with the case.
  void ReadCases(const Parts& parts, const Case& common) {
    Matrix matrix(parts.matrix, sink_);
    struct Found {
      ReadError error;
      std::size_t count;
      std::string first;
    };
    std::vector<Found> found;
    const std::vector<Matrix::Choice> choices = matrix.Choices();
    for (const Matrix::Choice& choice : choices) {
      std::vector<ReadError> errors;
      ErrorSink sink(scenario_.file, errors);
      scenario_.cases.push_back(DecodeCase(parts, common, matrix, choice, sink));
      for (ReadError& error : errors) {
        const auto same = std::ranges::find(found, error, &Found::error);
        if (same == found.end()) {
          found.push_back({std::move(error), 1, choice.case_id});
        } else {
          ++same->count;
        }
      }
    }
    for (Found& each : found) {
      if (each.count < choices.size()) each.error.message += " (in case " + each.first + ")";
      errors_.push_back(std::move(each.error));
    }
    matrix.ReportUnused(sink_);
  }

  static Case DecodeCase(const Parts& parts, const Case& common, Matrix& matrix,
                         const Matrix::Choice& choice, ErrorSink& sink) {
    Case result = common;
    result.case_id = choice.case_id;
    Scope scope(sink);
    Decoding decoding{sink, scope, result};
    std::set<std::string> left;
    const auto decode = [&](const JsonNode* node, void (*part)(const JsonNode&, Decoding&)) {
      if (node != nullptr) part(matrix.Substitute(*node, choice, sink, left), decoding);
    };
    decode(parts.requirements, DecodeRequirements);
    decode(parts.needs, DecodeNeeds);
    decode(parts.given, DecodeGiven);
    decode(parts.when, DecodeWhen);
    // Without steps nothing that it refers to is there.
    if (parts.when != nullptr) decode(parts.then, DecodeThen);
    decode(parts.load, DecodeLoad);
    sink.DropFollowing(left);
    return result;
  }

  // Calls `take` for each text of a list.
  template <typename Take>
  static void EachText(const JsonNode& node, std::string_view key, std::string_view form,
                       Decoding& decoding, Take take) {
    const std::string expected = "\"" + std::string(key) + "\": expected ";
    if (node.kind != JsonNode::Kind::kArray) {
      decoding.errors.Add(node.line, expected + "a list, found " + node.Describe());
      return;
    }
    for (const JsonNode& item : node.items) {
      if (item.kind == JsonNode::Kind::kString) {
        take(item);
      } else {
        decoding.errors.Add(item.line, expected + std::string(form) + ", found " + item.Describe());
      }
    }
  }

  static void DecodeRequirements(const JsonNode& node, Decoding& decoding) {
    EachText(node, "requirements", "the id of a requirement", decoding,
             [&](const JsonNode& item) { decoding.result.requirements.push_back(item.string); });
    if (node.kind == JsonNode::Kind::kArray && node.items.empty()) {
      decoding.errors.Add(node.line, "\"requirements\" is empty; a scenario judges at least one");
    }
  }

  static void DecodeNeeds(const JsonNode& node, Decoding& decoding) {
    EachText(node, "needs", "the name of a capability", decoding, [&](const JsonNode& item) {
      std::vector<std::string_view> names;
      for (const CapabilityFacts& facts : kCapabilities) names.push_back(facts.name);
      if (std::ranges::find(names, item.string) == names.end()) {
        decoding.errors.Add(item.line, "unknown capability \"" + item.string + "\"" +
                                           Suggestion(item.string, names, "capabilities"));
      }
      decoding.Need(item.string);
    });
  }

  Scenario& scenario_;
  std::vector<ReadError>& errors_;
  ErrorSink sink_;
  Fields fields_;
};

bool IsId(std::string_view id) {
  bool sound = !id.empty();
  for (std::size_t begin = 0; sound && begin <= id.size();) {
    const std::size_t end = std::min(id.find('/', begin), id.size());
    sound = IsName(id.substr(begin, end - begin));
    begin = end + 1;
  }
  return sound;
}

}  // namespace

Scenario ReadScenario(std::string_view text, const std::string& id, const std::string& file,
                      std::vector<ReadError>& errors) {
  Scenario scenario;
  scenario.id = id;
  scenario.file = file;
  scenario.text = text;
  scenario.sha256 = Sha256Hex(text);
  const std::size_t first = errors.size();
  ErrorSink sink(file, errors);
  if (!IsId(id)) {
    sink.Add(1,
             "\"" + id + "\" is no scenario id; its folder and file are named with a-z, 0-9 and _");
  }
  ReadObject(text, "a scenario is an object {...}", sink,
             [&](const JsonNode& root) { Reader(root, scenario, errors).Read(); });
  std::stable_sort(errors.begin() + static_cast<std::ptrdiff_t>(first), errors.end(),
                   [](const ReadError& a, const ReadError& b) { return a.line < b.line; });
  return scenario;
}

}  // namespace wfx
