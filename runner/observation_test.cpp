#include "runner/observation.h"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <random>

#include "runner/json_text.h"

namespace wfx {
namespace {

// Fills every field with random values. The structured bindings stop compiling when a struct gains
// a field.
class Scribbler {
 public:
  explicit Scribbler(std::uint64_t seed) : random_(seed) {}

  void Fill(bool& value) { value = Below(2) == 1; }
  template <std::unsigned_integral T>
  void Fill(T& value) {
    constexpr T kMost = std::numeric_limits<T>::max();
    const T choices[] = {0, 1, kMost, static_cast<T>(random_())};
    value = choices[Below(4)];
  }
  void Fill(std::int64_t& value) {
    const std::int64_t choices[] = {0, -1, std::numeric_limits<std::int64_t>::min(),
                                    std::numeric_limits<std::int64_t>::max(),
                                    static_cast<std::int64_t>(random_())};
    value = choices[Below(5)];
  }
  void Fill(int& value) { value = static_cast<int>(Below(1000)); }
  void Fill(ContentRun::Origin& value) { value = static_cast<ContentRun::Origin>(Below(5)); }
  void Fill(std::string& value) {
    static const std::string kParts[] = {
        "w", "\"", "\\", "\n", std::string(1, '\0'), "\x1f", "\x7f", "é", "€", "😀", " "};
    value.clear();
    for (std::uint64_t left = Below(5); left > 0; --left) value += kParts[Below(std::size(kParts))];
  }
  template <typename T>
  void Fill(std::optional<T>& value) {
    value.reset();
    if (Below(2) == 1) Fill(value.emplace(T{}));
  }
  template <typename T>
  void Fill(std::vector<T>& values) {
    values.resize(Below(3));
    for (T& value : values) Fill(value);
  }
  void Fill(ContentRun& run) {
    auto& [offset, length, origin, write, from] = run;
    All(offset, length, origin, write, from);
  }
  void Fill(OverlappedWords& words) {
    auto& [internal, internal_high, offset, offset_high, event_unchanged] = words;
    All(internal, internal_high, offset, offset_high, event_unchanged);
  }
  void Fill(CallRecord& call) {
    auto& [step, function, actor, returned, last_error, bytes, messages, pending, routines,
           contents] = call;
    All(step, function, actor, returned, last_error, bytes, messages, pending, routines, contents);
  }
  void Fill(CompletionRecord& completion) {
    auto& [error, bytes, actor, during, alertable, order, depth, callers, words] = completion;
    All(error, bytes, actor, during, alertable, order, depth, callers, words);
  }
  void Fill(WriteRecord& write) {
    auto& [name, handle, actor, api, offset, length, returned, before, last_error, inside,
           after_call, at_end, runs, completions, buffer, hresult, count, result, result_bytes,
           call, completion] = write;
    All(name, handle, actor, api, offset, length, returned, before, last_error, inside, after_call,
        at_end, runs, completions, buffer, hresult, count, result, result_bytes, call, completion);
  }
  void Fill(FileRecord& file) {
    auto& [name, initial_size, filled, size, contents] = file;
    All(name, initial_size, filled, size, contents);
  }
  void Fill(EventRecord& event) {
    auto& [name, signaled] = event;
    All(name, signaled);
  }
  void Fill(PortRecord& port) {
    auto& [name, packets] = port;
    All(name, packets);
  }
  void Fill(WriteTimeRecord& time) {
    auto& [write, later] = time;
    All(write, later);
  }
  void Fill(LookRecord& look) {
    auto& [name, file, error, attributes, size, allocated, moved, ahead, remainder, since] = look;
    All(name, file, error, attributes, size, allocated, moved, ahead, remainder, since);
  }
  void Fill(OplockRecord& oplock) {
    auto& [name, broken] = oplock;
    All(name, broken);
  }
  void Fill(StrayCompletion& stray) {
    auto& [error, bytes, during] = stray;
    All(error, bytes, during);
  }
  void Fill(FailureCount& failure) {
    auto& [error, count] = failure;
    All(error, count);
  }
  void Fill(WriterRecord& writer) {
    auto& [actor, issued, completed, endless, surplus, failed] = writer;
    All(actor, issued, completed, endless, surplus, failed);
  }
  void Fill(AppendsRecord& appends) {
    auto& [found, doubled, torn, lost, unasked, disordered, overtaken, first_offense] =
        static_cast<RecordCount&>(appends);
    All(found, doubled, torn, lost, unasked, disordered, overtaken, first_offense);
    // What it adds to its base cannot be bound as one; its size tells when something is added.
    static_assert(sizeof(AppendsRecord) == sizeof(RecordCount) + 2 * sizeof(std::string) +
                                               2 * sizeof(std::uint32_t) +
                                               sizeof(std::vector<WriterRecord>));
    All(appends.step, appends.file, appends.records, appends.length, appends.writers);
  }
  void Fill(RaceCall& call) {
    auto& [what, first, cells, begun, ended, error] = call;
    All(what, first, cells, begun, ended, error);
  }
  void Fill(RacerRecord& racer) {
    auto& [actor, calls, stuck] = racer;
    All(actor, calls, stuck);
  }
  void Fill(CellRecord& cell) {
    auto& [racer, call, untouched, mixed] = cell;
    All(racer, call, untouched, mixed);
  }
  void Fill(RaceRecord& race) {
    auto& [step, file, length, racers, cells] = race;
    All(step, file, length, racers, cells);
  }
  void Fill(BurstRecord& burst) {
    auto& [step, handle, asked, length, accepted, refused, completed, failed, endless, surplus,
           unasked] = burst;
    All(step, handle, asked, length, accepted, refused, completed, failed, endless, surplus,
        unasked);
  }
  void Fill(ProcessRecord& process) {
    auto& [name, during, exit_code] = process;
    All(name, during, exit_code);
  }
  void Fill(Observation::SetupFailure& failure) {
    auto& [given, line, what] = failure;
    All(given, line, what);
  }
  void Fill(Observation& observation) {
    auto& [setup_failure, harness_error, calls, writes, files, events, ports, appends, races,
           bursts, processes, looks, oplocks, strays, seed, nanoseconds] = observation;
    All(setup_failure, harness_error, calls, writes, files, events, ports, appends, races, bursts,
        processes, looks, oplocks, strays, seed, nanoseconds);
  }

 private:
  template <typename... Fields>
  void All(Fields&... fields) {
    (Fill(fields), ...);
  }
  std::uint64_t Below(std::uint64_t bound) { return random_() % bound; }

  std::mt19937_64 random_;
};

Observation FromText(const std::string& text) {
  return ObservationFromJson(ParseJson(text, "o.json"), "o.json");
}

// What is wrong with `text`, as a person would read it.
std::string Complaint(const std::string& text) {
  try {
    FromText(text);
  } catch (const JsonError& error) {
    return error.what();
  }
  return "";
}

Observation TypicalObservation() {
  Observation observation;
  observation.calls.push_back({.step = "wait 2",
                               .function = "SleepEx",
                               .actor = "",
                               .returned = 192,
                               .last_error = 0,
                               .bytes = {},
                               .messages = {},
                               .pending = false,
                               .routines = {"w"},
                               .contents = {}});
  WriteRecord& write = observation.writes.emplace_back();
  write.name = "w";
  write.handle = "writer";
  write.api = "WriteFileEx";
  write.offset = 4096;
  write.length = 2;
  write.returned = true;
  write.runs = 1;
  write.at_end = {
      .internal = 0, .internal_high = 2, .offset = 4096, .offset_high = 0, .event_unchanged = true};
  write.after_call = write.at_end;
  write.call_nanoseconds = 81234;
  write.completion_nanoseconds = 91234;
  CompletionRecord& completion = write.completions.emplace_back();
  completion.bytes = 2;
  completion.during = "wait 2";
  completion.alertable = true;
  completion.words = write.at_end;
  FileRecord& file = observation.files.emplace_back();
  file.name = "data";
  file.initial_size = 8192;
  file.filled = true;
  file.size = 8192;
  using Origin = ContentRun::Origin;
  file.contents = {{0, 4096, Origin::kFill, "", 0},
                   {4096, 2, Origin::kWrite, "w", 0},
                   {4098, 4094, Origin::kFill, "", 0}};
  observation.seed = 123456789;
  observation.nanoseconds = 1234567;
  return observation;
}

TEST(Observation, SurvivesTheRoundTripWhateverIsInIt) {
  Scribbler scribbler(20221103);
  for (int round = 0; round < 500; ++round) {
    Observation observation;
    scribbler.Fill(observation);
    const std::string text = ToJsonText(observation);
    ASSERT_EQ(FromText(text), observation) << text;
    ASSERT_EQ(text.find('\n'), std::string::npos);
  }
}

TEST(Observation, SaysOnlyWhatDiffersFromTheDefaults) {
  EXPECT_EQ(ToJsonText(Observation()), "{}");
  Observation observation;
  observation.writes.emplace_back().name = "w";
  observation.writes.back().buffer_unchanged = false;
  observation.files.push_back({"data", 0, false, 4, {{0, 4, ContentRun::Origin::kUnread, "", 0}}});
  EXPECT_EQ(ToJsonText(observation),
            R"({"writes":[{"name":"w","buffer_unchanged":false}],)"
            R"("files":[{"name":"data","size":4,"contents":[{"length":4,"origin":"unread"}]}]})");
}

TEST(Observation, KeepsACountOfZeroApartFromNoCount) {
  Observation observation;
  observation.calls.resize(2);
  observation.calls[1].bytes = 0;
  EXPECT_EQ(ToJsonText(observation), R"({"calls":[{},{"bytes":0}]})");
}

TEST(Observation, ReplacesBytesThatAreNotUtf8) {
  Observation observation;
  observation.harness_error = "a\xFF\xC3(\xED\xA0\x80z\xE2\x82";
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(FromText(ToJsonText(observation)).harness_error,
            "a" + replacement + replacement + "(" + replacement + replacement + replacement + "z" +
                replacement + replacement);
}

TEST(Observation, IgnoresKeysItDoesNotKnow) {
  EXPECT_EQ(
      FromText(
          R"({"seed": 7, "weather": {"wind": [1, 2]}, "events": [{"name": "e", "colour": "red"}]})")
          .events.size(),
      1u);
}

TEST(Observation, NamesLineAndRightTypeOfWhatIsWrong) {
  EXPECT_EQ(Complaint("{\n\"calls\": {}}"), "o.json:2: \"calls\" is an object; right is a list");
  EXPECT_EQ(Complaint("[]"), "o.json:1: \"observation\" is a list; right is an object");
  EXPECT_EQ(Complaint("{\"writes\": [\n{\n\"runs\": true}]}"),
            "o.json:3: \"runs\" is true; right is a whole number from 0 to 4294967295");
  EXPECT_EQ(
      Complaint(R"({"writes": [{"runs": 4294967296}]})"),
      "o.json:1: \"runs\" is the number 4294967296; right is a whole number from 0 to 4294967295");
  EXPECT_EQ(Complaint(R"({"seed": -1})"),
            "o.json:1: \"seed\" is the number -1; right is a whole number from 0 to "
            "18446744073709551615");
  EXPECT_NE(Complaint(R"({"seed": 1.5})"), "");
  EXPECT_EQ(Complaint(R"({"writes": [{"returned": 1}]})"),
            "o.json:1: \"returned\" is the number 1; right is true or false");
  EXPECT_EQ(Complaint(R"({"harness_error": 1})"),
            "o.json:1: \"harness_error\" is the number 1; right is a text");
  EXPECT_EQ(Complaint(R"({"strays": [5]})"),
            "o.json:1: \"strays\" is the number 5; right is an object");
  EXPECT_EQ(Complaint(R"({"setup_failure": {"line": -4}})"),
            "o.json:1: \"line\" is the number -4; right is a line number");
  EXPECT_EQ(Complaint(R"({"files": [{"contents": [{"origin": "milk"}]}]})"),
            "o.json:1: \"origin\" is the text \"milk\"; right is \"fill\", \"write\", \"zero\", "
            "\"other\" or \"unread\"");
}

TEST(Observation, IsWrittenInMicroseconds) {
  const Observation observation = TypicalObservation();
  using Clock = std::chrono::steady_clock;
  auto best = Clock::duration::max();
  std::size_t size = 0;
  for (int round = 0; round < 200; ++round) {
    const auto start = Clock::now();
    size += ToJsonText(observation).size();
    best = std::min(best, Clock::now() - start);
  }
  EXPECT_GT(size, 0u);
  RecordProperty("nanoseconds", std::to_string(std::chrono::nanoseconds(best).count()));
  // Sanitizers and busy machines are slow; what must never come back is a cost that a run of 10,000
  // cases would feel.
  EXPECT_LT(best, std::chrono::microseconds(200));
}

}  // namespace
}  // namespace wfx
