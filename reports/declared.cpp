#include "reports/declared.h"

#include <algorithm>
#include <map>

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using Outcome = Declared::Outcome;

std::size_t CountOf(const RunRecord& record, Outcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(record.declared.begin(), record.declared.end(),
                    [&](const Declared& each) { return each.outcome == outcome; }));
}

// "12 claims hold, 1 failed; 2 capabilities were found that nobody claimed"
std::string Figures(const RunRecord& record) {
  const std::size_t held = CountOf(record, Outcome::kHeld), failed = FailedClaims(record);
  const std::size_t unclaimed = CountOf(record, Outcome::kUnclaimed);
  std::string text =
      Count(held, "claim") + (held == 1 ? " holds, " : " hold, ") + Thousands(failed) + " failed";
  if (unclaimed > 0) {
    text += "; " + Thousands(unclaimed) +
            (unclaimed == 1 ? " capability was" : " capabilities were") +
            " found that nobody claimed";
  }
  return text;
}

// By target, what was found there and not claimed: "oplocks, mailslots".
std::map<std::string, std::string> Unclaimed(const RunRecord& record) {
  constexpr std::size_t kWord = std::string_view("capability ").size();
  std::map<std::string, std::string> names;
  for (const Declared& each : record.declared) {
    if (each.outcome != Outcome::kUnclaimed) continue;
    std::string& text = names[each.target];
    text += (text.empty() ? "" : ", ") + each.claim.substr(std::min(kWord, each.claim.size()));
  }
  return names;
}

}  // namespace

std::size_t FailedClaims(const RunRecord& record) { return CountOf(record, Outcome::kFailed); }

std::string InWords(const Declared& declared) {
  return "target " + declared.target + ": " + declared.claim +
         (declared.found.empty() ? "" : " is claimed, but " + declared.found);
}

std::string DeclaredText(const RunRecord& record) {
  if (record.declared.empty()) return "";
  std::string text = "\nDeclared: " + Figures(record) + "\n";
  for (const Declared& each : record.declared) {
    if (each.outcome != Outcome::kFailed) continue;
    text += "  " + each.file + ":" + std::to_string(each.line) + ": " + InWords(each) + "\n";
  }
  for (const auto& [target, names] : Unclaimed(record))
    text += "  not claimed of target " + target + ": " + names + "\n";
  return text;
}

void AddDeclared(Document& document, const Comparison& comparison) {
  for (const RunRecord& record : comparison.records()) {
    if (record.declared.empty()) continue;
    const bool several = comparison.records().size() > 1;
    document.Add(Heading{2, "What was declared" + (several ? " of " + SystemName(record) : "")});
    document.Add(Paragraph{Figures(record) + "."});
    List list;
    for (const Declared& each : record.declared) {
      if (each.outcome != Outcome::kFailed) continue;
      list.items.push_back({Strong("failed"), ": ",
                            Code(each.file + ":" + std::to_string(each.line)),
                            ": " + InWords(each)});
    }
    for (const auto& [target, names] : Unclaimed(record))
      list.items.push_back("not claimed of target " + target + ": " + names);
    if (!list.items.empty()) document.Add(std::move(list));
  }
}

}  // namespace wfx
