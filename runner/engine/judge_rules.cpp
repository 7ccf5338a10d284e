#include "runner/engine/judge_rules.h"

#include <array>
#include <string>

#include "runner/engine/judge_contents.h"
#include "runner/engine/judge_stream_rules.h"
#include "runner/engine/judge_texts.h"
#include "runner/names.h"

namespace wfx {
namespace {

constexpr std::string_view kPrefix = "standing rule: ";
constexpr char kSubject = '%';  // in a rule's text: the name of the write or file

// ---- what each rule about one write has seen instead; "" when it held ----

template <typename Item, typename Holds>
bool AnyExpectation(const Scene& scene, Holds holds) {
  return std::ranges::any_of(scene.subject.then, [&](const Expectation& expectation) {
    const auto* item = std::get_if<Item>(&expectation.item);
    return item != nullptr && holds(*item, expectation);
  });
}

bool StatesBytes(const Scene& scene, const WriteRecord& write) {
  return AnyExpectation<ExpectWrite>(scene,
                                     [&](const ExpectWrite& item, auto&) {
                                       return item.write == write.name && item.completes_with;
                                     }) ||
         AnyExpectation<ExpectCompletion>(scene, [&](const ExpectCompletion& item, auto&) {
           return item.write == write.name && item.bytes;
         });
}

// A given OVERLAPPED holds the words of the write that used it last; those of the others are gone.
bool KeepsItsOverlapped(const Scene& scene, const WriteRecord& write) {
  const WriteStep* step = scene.WriteStepNamed(write.name);
  if (step == nullptr || step->overlapped.empty()) return true;
  for (auto last = scene.seen.writes.rbegin(); last != scene.seen.writes.rend(); ++last) {
    const WriteStep* other = scene.WriteStepNamed(last->name);
    if (other != nullptr && other->overlapped == step->overlapped) return last->name == write.name;
  }
  return true;
}

// Calls `seen` with the words on entry to each routine, then with those at the end; gives the first
// text that is not empty.
template <typename Seen>
std::string FirstOfWords(const Scene& scene, const WriteRecord& write, Seen seen) {
  for (const CompletionRecord& run : write.completions) {
    if (run.during == kLate) continue;
    if (std::string text = seen(run.words); !text.empty()) return text + " in_routine";
  }
  if (!KeepsItsOverlapped(scene, write)) return "";
  std::string text = seen(write.at_end);
  return text.empty() ? text : text + " at_end";
}

// Of a late run no more than that it came is known.
template <typename Seen>
std::string FirstOfRuns(const WriteRecord& write, Seen seen) {
  for (const CompletionRecord& run : write.completions) {
    if (run.during == kLate) continue;
    if (std::string text = seen(run); !text.empty()) return text;
  }
  return "";
}

std::string RunsOtherThanOnce(const Scene& scene, const WriteRecord& write) {
  if (!write.returned || write.runs == 1) return "";
  const bool set_aside = AnyExpectation<ExpectCompletion>(
      scene, [&](const ExpectCompletion& item, const Expectation& from) {
        return item.write == write.name && !item.runs.empty() && !from.because.empty();
      });
  return set_aside ? "" : "runs " + std::to_string(write.runs);
}

std::string RunsAfterFalse(const Scene&, const WriteRecord& write) {
  return write.returned || write.runs == 0 ? "" : "runs " + std::to_string(write.runs);
}

std::string RanInsideTheCall(const Scene&, const WriteRecord& write) {
  return write.routines_inside.empty() ? "" : "runs " + NamesText(write.routines_inside);
}

std::string RanOutsideAnAlertableWait(const Scene&, const WriteRecord& write) {
  return FirstOfRuns(write, [](const CompletionRecord& run) -> std::string {
    // What a thread that the scenario does not know was doing is not known either.
    return run.alertable || run.actor == kUnknownActor ? "" : DuringText(run.during);
  });
}

std::string RanOnAnotherThread(const Scene&, const WriteRecord& write) {
  return FirstOfRuns(write, [&](const CompletionRecord& run) -> std::string {
    return run.actor == write.actor ? "" : "thread " + ActorText(run.actor);
  });
}

std::string RanLate(const Scene&, const WriteRecord& write) {
  const bool told =
      std::ranges::any_of(write.completions, [](const auto& run) { return run.during == kLate; });
  // A run that a record only counts came after the rest of it was written.
  const bool counted =
      write.completions.size() < std::min<std::size_t>(write.runs, kKeptCompletions);
  return told || counted ? "the routine ran later" : "";
}

std::string GotAnotherOverlapped(const Scene&, const WriteRecord& write) {
  return FirstOfRuns(write, [](const CompletionRecord& run) -> std::string {
    return run.overlapped_is_callers ? "" : "another pointer";
  });
}

std::string ChangedOffset(const Scene& scene, const WriteRecord& write) {
  return FirstOfWords(scene, write, [&](const OverlappedWords& words) -> std::string {
    const std::uint64_t offset =
        (static_cast<std::uint64_t>(words.offset_high) << 32) | words.offset;
    if (offset == write.offset) return "";
    return "Offset " + std::to_string(words.offset) + ", OffsetHigh " +
           std::to_string(words.offset_high);
  });
}

std::string ChangedEvent(const Scene& scene, const WriteRecord& write) {
  return FirstOfWords(scene, write, [](const OverlappedWords& words) -> std::string {
    return words.event_unchanged ? "" : "changed";
  });
}

std::string ChangedBuffer(const Scene&, const WriteRecord& write) {
  return write.buffer_unchanged ? "" : "changed";
}

std::string ReportedBytesWithAnError(const Scene& scene, const WriteRecord& write) {
  const std::string text = FirstOfRuns(write, [](const CompletionRecord& run) -> std::string {
    if (run.error == 0 || run.bytes == 0 || run.error == kErrorOperationAborted) return "";
    return DescribeError(run.error) + " with " + BytesText(run.bytes);
  });
  return text.empty() || StatesBytes(scene, write) ? "" : text;
}

std::string FellShort(const Scene& scene, const WriteRecord& write) {
  const std::string text = FirstOfRuns(write, [&](const CompletionRecord& run) -> std::string {
    return run.error != 0 || run.bytes == write.length
               ? ""
               : BytesText(run.bytes) + " of " + std::to_string(write.length);
  });
  // Elsewhere a count below the length can be right: a pipe that does not wait, a line with
  // time-outs.
  return text.empty() || scene.FileBehind(write.handle) == nullptr || StatesBytes(scene, write)
             ? ""
             : text;
}

std::string WrongWordsOnSuccess(const Scene& scene, const WriteRecord& write) {
  constexpr std::uint32_t kStatusTimeout = 0x102;
  const bool of_file = scene.FileBehind(write.handle) != nullptr;
  return FirstOfRuns(write, [&](const CompletionRecord& run) -> std::string {
    const std::uint32_t status = StatusOf(run.words);
    // A warning is a success with a status of its own; so is the end of a write that timed out.
    const bool warning = status >> 30 == 2;
    const bool timed_out = !of_file && status == kStatusTimeout && run.bytes < write.length;
    const bool success = status == 0 || warning || timed_out;
    if (run.error != 0 || (success && run.words.internal_high == run.bytes)) return "";
    return "Internal " + DescribeStatus(status) + ", InternalHigh " +
           std::to_string(run.words.internal_high) + " with " + BytesText(run.bytes);
  });
}

constexpr std::array kWriteRules{
    WriteRule{{"completion.runs_once", "the routine of % runs exactly once after TRUE"},
              RunsOtherThanOnce},
    WriteRule{{"completion.never_after_false", "the routine of % never runs after FALSE"},
              RunsAfterFalse},
    WriteRule{{"completion.never_inside_the_call", "no routine runs inside the call of %"},
              RanInsideTheCall},
    WriteRule{{"completion.not_in_a_plain_wait", "the routine of % runs only in an alertable wait"},
              RanOutsideAnAlertableWait},
    WriteRule{{"completion.issuing_thread_only",
               "the routine of % runs only on the thread that issued it"},
              RanOnAnotherThread},
    WriteRule{{"completion.nothing_late", "nothing of % comes after the end of the scenario"},
              RanLate},
    WriteRule{
        {"completion.overlapped_is_the_callers", "the routine of % gets the caller's OVERLAPPED"},
        GotAnotherOverlapped},
    WriteRule{
        {"completion.buffer_and_overlapped_are_left", "Offset and OffsetHigh of % stay as given"},
        ChangedOffset},
    WriteRule{{"completion.buffer_and_overlapped_are_left", "hEvent of % stays as given"},
              ChangedEvent},
    WriteRule{{"buffer.is_not_modified", "the buffer of % stays as given"}, ChangedBuffer},
    WriteRule{{"completion.failure_reports_zero_bytes", "an error of % comes with 0 bytes"},
              ReportedBytesWithAnError},
    WriteRule{{"completion.success_words", "a successful % writes its whole length to its file"},
              FellShort},
    WriteRule{
        {"completion.success_words", "a successful % has Internal 0 and the count in InternalHigh"},
        WrongWordsOnSuccess},
};
constexpr StandingRule kStrayRule{"completion.overlapped_is_the_callers",
                                  "every routine belongs to a write"};
constexpr StandingRule kContentsRule{"offset.write_inside_keeps_size",
                                     "file % holds what its successful writes left"};

std::vector<StandingRule> AllRules() {
  std::vector<StandingRule> rules;
  for (const WriteRule& each : kWriteRules) rules.push_back(each.rule);
  for (const WriteRule& each : StreamRules()) rules.push_back(each.rule);
  rules.insert(rules.end(), {kStrayRule, kContentsRule});
  return rules;
}

std::string TextOf(const StandingRule& rule, const std::string& subject) {
  std::string text(kPrefix);
  for (const char character : rule.text) {
    if (character == kSubject) {
      text += subject;
    } else {
      text += character;
    }
  }
  return text;
}

// Whose bytes are where is told by records or cells, not by labels.
bool HoldsRecords(const Case& subject, std::string_view file) {
  return std::ranges::any_of(subject.when, [&](const Step& step) {
    const auto* appends = std::get_if<AppendsStep>(&step.action);
    const auto* race = std::get_if<RaceStep>(&step.action);
    return (appends != nullptr && appends->file == file) || (race != nullptr && race->file == file);
  });
}

void JudgeContents(const Scene& scene, std::vector<Finding>& findings) {
  for (const FileRecord& file : scene.seen.files) {
    if (HoldsRecords(scene.subject, file.name)) continue;
    const bool stated =
        AnyExpectation<ExpectFile>(scene, [&](const ExpectFile& item, const Expectation&) {
          return item.file == file.name && item.contents != ExpectFile::Contents::kStanding;
        });
    if (stated) continue;
    std::string difference = ContentDifference(scene, ContentsLeft(scene, file), file.contents,
                                               file.size, "end of file");
    if (!difference.empty())
      findings.push_back({TextOf(kContentsRule, file.name), std::move(difference), 0, ""});
  }
}

}  // namespace

void JudgeStandingRules(const Scene& scene, std::vector<Finding>& findings) {
  for (const WriteRecord& write : scene.seen.writes) {
    const auto judge = [&](const WriteRule& each) {
      std::string seen = each.seen(scene, write);
      if (!seen.empty())
        findings.push_back({TextOf(each.rule, write.name), std::move(seen), 0, ""});
    };
    for (const WriteRule& each : kWriteRules) {
      // Without a routine nothing but the write's own words and buffer can be wrong.
      if (!HasRoutine(write) && each.seen == &RunsOtherThanOnce) continue;
      judge(each);
    }
    if (IsStreamWrite(write)) std::ranges::for_each(StreamRules(), judge);
  }
  for (const StrayCompletion& stray : scene.seen.strays) {
    findings.push_back({TextOf(kStrayRule, ""),
                        DescribeError(stray.error) + " with " + BytesText(stray.bytes) + " " +
                            DuringText(stray.during),
                        0, ""});
  }
  JudgeContents(scene, findings);
}

std::vector<std::string> StandingRuleTexts(const Case& subject) {
  std::vector<std::string> texts{TextOf(kStrayRule, "")};
  for (const Step& step : subject.when) {
    const auto* write = std::get_if<WriteStep>(&step.action);
    if (write == nullptr) continue;
    for (const WriteRule& each : kWriteRules) texts.push_back(TextOf(each.rule, step.name));
    if (!write->through_stream) continue;
    for (const WriteRule& each : StreamRules()) texts.push_back(TextOf(each.rule, step.name));
  }
  for (const Given& given : subject.given) {
    const auto* file = std::get_if<GivenFile>(&given.item);
    if (file != nullptr && !HoldsRecords(subject, file->name))
      texts.push_back(TextOf(kContentsRule, file->name));
  }
  return texts;
}

std::span<const StandingRule> StandingRules() {
  static const std::vector<StandingRule> rules = AllRules();
  return rules;
}

bool IsStandingRule(const Finding& finding) { return finding.expectation.starts_with(kPrefix); }

}  // namespace wfx
