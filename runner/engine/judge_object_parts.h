// The parts of expectations about what writes reach: file, read, event, completion_port. See
// judge_ledger_parts.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "runner/engine/judge_contents.h"
#include "runner/engine/judge_ledger_parts.h"

namespace wfx::judge {

inline constexpr const char* kNotObserved = "was not observed";

inline std::string BoolText(bool value) { return value ? "true" : "false"; }

inline std::string ListText(const std::vector<ExpectedRun>& runs) {
  std::vector<std::string> texts;
  for (const ExpectedRun& run : runs) {
    std::string text = RunText({0, 0, run.origin, run.write, 0});
    const bool all_of_it = run.origin == ContentRun::Origin::kWrite && CountText(run.length) == "0";
    if (!all_of_it) text += " " + AmountText(run.length);
    if (CountText(run.from) != "0") text += " from " + CountText(run.from);
    texts.push_back(std::move(text));
  }
  return NamesText(texts);
}

inline std::string Missing(const Scene& scene, const ExpectFile& expected) {
  return scene.File(expected.file) == nullptr ? kNotObserved : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectFile& expected, Visit visit) {
  using Kind = ExpectFile::Contents;
  const bool is_media = std::ranges::count(kMedia, expected.file) != 0;
  const std::string subject = (is_media ? "media " : "file ") + expected.file;
  if (expected.size) {
    visit([&] { return subject + " size " + AmountText(*expected.size); },
          [&]() -> std::string {
            const std::uint64_t size = scene.File(expected.file)->size;
            return IsCount(scene, *expected.size, size) ? "" : BytesText(size);
          });
  }
  if (expected.contents == Kind::kAny || expected.contents == Kind::kStanding) {
    // Nothing is judged here: the first takes anything, the second is a standing rule.
    const char* text = expected.contents == Kind::kAny ? " contents any" : " contents as written";
    if (expected.contents == Kind::kAny || !expected.size) {
      visit([&] { return subject + text; }, [] { return std::string(); });
    }
    return;
  }
  const bool unchanged = expected.contents == Kind::kUnchanged;
  visit(
      [&] { return subject + " contents " + (unchanged ? "unchanged" : ListText(expected.runs)); },
      [&] {
        const FileRecord& file = *scene.File(expected.file);
        const Contents right = unchanged ? InitialContents(scene, file)
                                         : ListedContents(scene, expected.runs, file.filled);
        return ContentDifference(scene, right, file.contents, file.size,
                                 is_media ? "end of the media" : "end of file");
      });
}

inline std::string Missing(const Scene&, const ExpectProcess&) { return ""; }

template <typename Visit>
void EachPart(const Scene& scene, const ExpectProcess& expected, Visit visit) {
  const auto text = [&] {
    std::vector<std::string> ends;
    for (const std::uint32_t code : expected.ends_with) ends.push_back(DescribeStatus(code));
    if (expected.may_go_on) ends.push_back("nothing");
    return "process " + expected.process + " ends_with " + AnyOf(ends);
  };
  visit(text, [&]() -> std::string {
    const auto& ended = scene.seen.processes;
    const auto found = std::ranges::find(ended, expected.process, &ProcessRecord::name);
    if (found == ended.end()) return expected.may_go_on ? "" : "goes on";
    if (Contains(expected.ends_with, found->exit_code)) return "";
    return "ends_with " + DescribeStatus(found->exit_code);
  });
}

inline std::string Missing(const Scene& scene, const ExpectRead& expected) {
  return scene.Call(expected.read) == nullptr ? kNotDone : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectRead& expected, Visit visit) {
  const std::string subject = "read " + expected.read;
  if (expected.pending) {
    visit([&] { return subject + (*expected.pending ? " pending" : " not pending"); },
          [&]() -> std::string {
            const CallRecord& call = *scene.Call(expected.read);
            return call.pending == *expected.pending ? "" : DescribeRead(call);
          });
  }
  if (!expected.fails_with.empty()) {
    visit([&] { return subject + " fails_with " + ErrorsText(expected.fails_with); },
          [&]() -> std::string {
            const CallRecord& call = *scene.Call(expected.read);
            const bool fails = !call.pending && call.returned == 0 &&
                               Contains(expected.fails_with, call.last_error);
            return fails ? "" : DescribeRead(call);
          });
  }
  if (expected.bytes) {
    visit([&] { return subject + " bytes " + CountText(*expected.bytes); },
          [&]() -> std::string {
            // A read that ends with an error nobody expects has not given its bytes, be the count
            // right or not.
            const CallRecord& call = *scene.Call(expected.read);
            const bool ended =
                !call.pending && (call.returned != 0 || !expected.fails_with.empty());
            return ended && IsCount(scene, *expected.bytes, call.bytes.value_or(0))
                       ? ""
                       : DescribeRead(call);
          });
  }
  if (!expected.contents.empty()) {
    visit([&] { return subject + " contents " + ListText(expected.contents); },
          [&] {
            const CallRecord& call = *scene.Call(expected.read);
            return ContentDifference(scene, ListedContents(scene, expected.contents, true),
                                     call.contents, call.bytes.value_or(0), "end of the read");
          });
  }
}

template <typename Records>
auto* Named(const Records& records, std::string_view name) {
  const auto found =
      std::ranges::find_if(records, [&](const auto& each) { return each.name == name; });
  return found == records.end() ? nullptr : &*found;
}

inline std::string Missing(const Scene& scene, const ExpectEvent& expected) {
  return Named(scene.seen.events, expected.event) == nullptr ? kNotObserved : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectEvent& expected, Visit visit) {
  visit([&] { return "event " + expected.event + " signaled " + BoolText(expected.signaled); },
        [&]() -> std::string {
          const bool signaled = Named(scene.seen.events, expected.event)->signaled;
          return signaled == expected.signaled ? "" : "signaled " + BoolText(signaled);
        });
}

inline std::string Missing(const Scene& scene, const ExpectPort& expected) {
  return Named(scene.seen.ports, expected.port) == nullptr ? kNotObserved : "";
}

template <typename Visit>
void EachPart(const Scene& scene, const ExpectPort& expected, Visit visit) {
  visit(
      [&] {
        return "completion_port " + expected.port + " packets " + std::to_string(expected.packets);
      },
      [&]() -> std::string {
        const std::uint32_t packets = Named(scene.seen.ports, expected.port)->packets;
        return packets == expected.packets ? "" : "packets " + std::to_string(packets);
      });
}

}  // namespace wfx::judge
