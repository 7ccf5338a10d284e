// The parts of expectations about looks at files and about oplocks. See judge_ledger_parts.h.
#pragma once

#include <string>
#include <vector>

#include "runner/engine/judge_ledger_parts.h"

namespace wfx::judge {

using LastWrite = ExpectLook::LastWrite;

// The coarsest step of last write times that any file system has (file_time.granularity), in steps
// of 100 ns: one time that is at most this much before another may be the same.
inline constexpr std::int64_t kCoarsestStep = 20'000'000;

inline bool IsOf(const LookRecord& look, const WriteTimeRecord& write) {
  return write.later >= -kCoarsestStep && look.ahead <= kCoarsestStep;
}

inline bool Holds(const Scene& scene, const LookRecord& look, const LastWrite& legal) {
  switch (legal.is) {
    case LastWrite::Is::kUnchanged:
      return look.moved == 0;
    case LastWrite::Is::kSince:
      return std::ranges::any_of(look.since, [&](const WriteTimeRecord& write) {
        return write.write == legal.name && IsOf(look, write);
      });
    case LastWrite::Is::kSameAs: {
      const LookRecord* other = scene.Look(legal.name);
      return other != nullptr && other->moved == look.moved;
    }
    case LastWrite::Is::kWholeSteps:
      return look.remainder * 100 % scene.bindings.time_step == 0;
  }
  return false;
}

inline std::string TextOf(const LastWrite& legal) {
  switch (legal.is) {
    case LastWrite::Is::kUnchanged:
      return "unchanged";
    case LastWrite::Is::kSince:
      return "since " + legal.name;
    case LastWrite::Is::kSameAs:
      return "same as in " + legal.name;
    case LastWrite::Is::kWholeSteps:
      return "a multiple of the time step";
  }
  return "";
}

// No time of day and no duration is in it: it is the same in every run.
inline std::string LastWriteText(const Scene& scene, const LookRecord& look,
                                 const std::vector<LastWrite>& legal) {
  for (const LastWrite& each : legal) {
    const LookRecord* other = each.is == LastWrite::Is::kSameAs ? scene.Look(each.name) : nullptr;
    if (other != nullptr)
      return (look.moved < other->moved ? "earlier than in " : "later than in ") + each.name;
    if (each.is == LastWrite::Is::kWholeSteps) return "between two steps";
  }
  if (look.moved == 0) return "unchanged";
  if (look.ahead > kCoarsestStep) return "later than now";
  for (auto write = look.since.rbegin(); write != look.since.rend(); ++write) {
    if (IsOf(look, *write)) return "since " + write->write;
  }
  return look.moved < 0 ? "earlier than before" : "before every write";
}

inline std::string AttributesText(std::uint32_t attributes) {
  std::vector<std::string> names;
  for (const std::string_view name : AllConstantNames(ConstantKind::kAttribute)) {
    if ((attributes & Constant(name)->value) != 0) names.emplace_back(name);
  }
  return Joined(names, ", ");
}

inline std::string Missing(const Scene& scene, const ExpectLook& expected) {
  const LookRecord* look = scene.Look(expected.look);
  if (look == nullptr) return kNotDone;
  return look->error == 0 ? "" : "fails with " + DescribeError(look->error);
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectLook& expected, Visit visit) {
  const std::string subject = "look " + expected.look;
  const auto part = [&](bool stated, auto text, auto seen) {
    if (!stated) return;
    visit([&] { return subject + " " + text(); },
          [&]() -> std::string { return seen(*scene.Look(expected.look)); });
  };
  part(
      !expected.last_write.empty(),
      [&] {
        std::vector<std::string> legal;
        for (const LastWrite& each : expected.last_write) legal.push_back(TextOf(each));
        return "last_write " + AnyOf(legal);
      },
      [&](const LookRecord& look) {
        const bool holds = std::ranges::any_of(
            expected.last_write, [&](const LastWrite& each) { return Holds(scene, look, each); });
        return holds ? "" : LastWriteText(scene, look, expected.last_write);
      });
  part(
      expected.has != 0, [&] { return "has " + AttributesText(expected.has); },
      [&](const LookRecord& look) {
        const std::uint32_t lacked = expected.has & ~look.attributes;
        return lacked == 0 ? "" : "lacks " + AttributesText(lacked);
      });
  part(
      expected.lacks != 0, [&] { return "lacks " + AttributesText(expected.lacks); },
      [&](const LookRecord& look) {
        const std::uint32_t present = expected.lacks & look.attributes;
        return present == 0 ? "" : "has " + AttributesText(present);
      });
  part(
      expected.size.has_value(), [&] { return "size " + AmountText(*expected.size); },
      [&](const LookRecord& look) {
        return IsCount(scene, *expected.size, look.size) ? "" : BytesText(look.size);
      });
  part(
      expected.allocated_at_least.has_value(),
      [&] { return "allocated at least " + AmountText(*expected.allocated_at_least); },
      [&](const LookRecord& look) {
        const auto least =
            static_cast<std::uint64_t>(expected.allocated_at_least->In(scene.bindings));
        return look.allocated >= least ? "" : BytesText(look.allocated);
      });
  part(
      expected.allocated_at_most.has_value(),
      [&] { return "allocated at most " + AmountText(*expected.allocated_at_most); },
      [&](const LookRecord& look) {
        const auto most =
            static_cast<std::uint64_t>(expected.allocated_at_most->In(scene.bindings));
        return look.allocated <= most ? "" : BytesText(look.allocated);
      });
}

inline std::string Missing(const Scene& scene, const ExpectOplock& expected) {
  return scene.Oplock(expected.oplock) == nullptr ? "was not observed" : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectOplock& expected, Visit visit) {
  const auto text = [](bool broken) { return std::string(broken ? "broken" : "held"); };
  visit([&] { return "oplock " + expected.oplock + " " + text(expected.broken); },
        [&]() -> std::string {
          const bool broken = scene.Oplock(expected.oplock)->broken;
          return broken == expected.broken ? "" : text(broken);
        });
}

}  // namespace wfx::judge
