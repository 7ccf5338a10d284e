#include "runner/engine/judge_expectations.h"

#include "runner/engine/judge_burst.h"
#include "runner/engine/judge_ledger_parts.h"
#include "runner/engine/judge_look.h"
#include "runner/engine/judge_object_parts.h"
#include "runner/engine/judge_race.h"
#include "runner/engine/judge_records.h"

namespace wfx {

void JudgeExpectation(const Scene& scene, const Expectation& expectation,
                      std::vector<Finding>& findings) {
  const auto judge_item = [&](const auto& item) {
    std::string missing = judge::Missing(scene, item);
    bool first = true;
    judge::EachPart(scene, item, [&](auto text, auto seen) {
      std::string instead = missing.empty() ? seen() : first ? missing : std::string();
      first = false;
      if (!instead.empty()) findings.push_back({text(), std::move(instead), expectation.line, ""});
    });
  };
  std::visit(judge_item, expectation.item);
}

std::vector<std::string> PartTexts(const Expectation& expectation, const Case* subject) {
  const Case nothing;
  const Bindings bindings;
  const Observation unseen;
  const Scene scene{subject == nullptr ? nothing : *subject, bindings, unseen};
  std::vector<std::string> texts;
  std::visit(
      [&](const auto& item) {
        judge::EachPart(scene, item, [&](auto text, auto) { texts.push_back(text()); });
      },
      expectation.item);
  return texts;
}

}  // namespace wfx
