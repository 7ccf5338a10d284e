#include "runner/engine/judge_records.h"

#include <algorithm>
#include <map>

#include "runner/engine/judge_texts.h"
#include "runner/names.h"

namespace wfx::judge {
namespace {

std::string PlaceOfFirst(const AppendsRecord& appends) {
  return appends.first_offense ? ", the first at " + std::to_string(*appends.first_offense) : "";
}

// How the appends that did not complete ended.
void AddFailures(const AppendsRecord& appends, std::vector<std::string>& texts) {
  std::map<std::uint32_t, std::uint64_t> failed;
  std::uint64_t endless = 0, surplus = 0, unissued = 0;
  for (const WriterRecord& writer : appends.writers) {
    for (const FailureCount& each : writer.failed) failed[each.error] += each.count;
    endless += writer.endless;
    surplus += writer.surplus;
    unissued += appends.records - std::min(writer.issued, appends.records);
  }
  for (const auto& [error, count] : failed)
    AddCount(texts, count,
             error == 0 ? "with too small a count" : "failed with " + DescribeError(error));
  AddCount(texts, endless, "without a routine");
  AddCount(texts, surplus, surplus == 1 ? "routine too many" : "routines too many");
  AddCount(texts, unissued, "not issued");
}

}  // namespace

const AppendsRecord* AppendsNamed(const Scene& scene, const std::string& step) {
  const auto found = std::ranges::find(scene.seen.appends, step, &AppendsRecord::step);
  return found == scene.seen.appends.end() ? nullptr : &*found;
}

std::string NotOnceAndWhole(const AppendsRecord& appends) {
  std::vector<std::string> texts;
  AddCount(texts, appends.lost, "lost");
  AddCount(texts, appends.doubled, "doubled");
  AddCount(texts, appends.torn, "torn");
  AddCount(texts, appends.unasked, "there though refused");
  const bool in_file = appends.doubled + appends.torn + appends.unasked > 0;
  AddFailures(appends, texts);
  // The whole that the counts are of must not depend on them: a record may be cut or forged.
  const std::uint64_t wanted = std::uint64_t{appends.records} * appends.writers.size();
  if (texts.empty() && appends.found != wanted) AddCount(texts, appends.found, "found");
  if (texts.empty()) return "";
  return Joined(texts, ", ") + " of " + std::to_string(wanted) +
         (in_file ? PlaceOfFirst(appends) : "");
}

std::string NotInOrder(const AppendsRecord& appends) {
  if (appends.disordered == 0) return "";
  return std::to_string(appends.disordered) + " behind a later one" + PlaceOfFirst(appends);
}

std::string NotInTime(const AppendsRecord& appends) {
  if (appends.overtaken == 0) return "";
  return std::to_string(appends.overtaken) + " behind one begun after they were over" +
         PlaceOfFirst(appends);
}

}  // namespace wfx::judge
