// Known deviations that a reader has to look after soon.
#include <charconv>
#include <chrono>
#include <map>
#include <optional>

#include "reports/figures.h"
#include "reports/sections.h"

namespace wfx {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr days kSoon{30};

std::optional<int> NumberAt(const std::string& text, std::size_t at, std::size_t digits) {
  int number = 0;
  const char* const end = text.data() + at + digits;
  const auto [stop, error] = std::from_chars(text.data() + at, end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

// Of "YYYY-MM-DD"; none when that is not what it is.
std::optional<sys_days> DayOf(const std::string& date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
  const std::optional<int> year = NumberAt(date, 0, 4), month = NumberAt(date, 5, 2),
                           day = NumberAt(date, 8, 2);
  if (!year || !month || !day || *month < 0 || *day < 0) return std::nullopt;
  const std::chrono::year_month_day parts{std::chrono::year(*year),
                                          std::chrono::month(static_cast<unsigned>(*month)),
                                          std::chrono::day(static_cast<unsigned>(*day))};
  if (!parts.ok()) return std::nullopt;
  return sys_days(parts);
}

struct Expiring {
  const Deviation* first = nullptr;
  std::uint64_t entries = 0;
};

}  // namespace

void AddExpiring(Document& document, const Comparison& comparison) {
  // By day, then cause: what comes first stands first.
  std::map<std::pair<std::string, std::string>, Expiring> soon;
  for (const RunRecord& record : comparison.records()) {
    const std::optional<sys_days> today = DayOf(record.run.date);
    if (!today) continue;
    for (const Deviation& deviation : record.deviations) {
      const std::optional<sys_days> expires = DayOf(deviation.expires);
      if (!expires || *expires > *today + kSoon) continue;
      Expiring& expiring = soon[{deviation.expires, deviation.cause}];
      if (expiring.entries++ == 0) expiring.first = &deviation;
    }
  }
  if (soon.empty()) return;
  document.Add(Heading{2, "Known deviations that expire within " + Count(kSoon.count(), "day") +
                              ": " + Count(soon.size(), "cause")});
  List list;
  for (const auto& [key, expiring] : soon) {
    Line line{Strong(key.first), ": " + key.second + " (" + Count(expiring.entries, "scenario")};
    if (!expiring.first->owner.empty()) line += ", owner " + expiring.first->owner;
    line += "; ";
    line += Code(expiring.first->file + ":" + std::to_string(expiring.first->line));
    line += ")";
    list.items.push_back(std::move(line));
  }
  document.Add(std::move(list));
}

}  // namespace wfx
