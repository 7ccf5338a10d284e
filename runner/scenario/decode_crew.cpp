// Decodes the steps of threads that work at the same time, and what is expected of them.
#include "runner/scenario/decode_remote.h"
#include "runner/scenario/decode_step.h"

namespace wfx {
namespace {

constexpr std::uint32_t kMostThreads = 64;
// A race is explained by trying orders: the more threads, the more there are.
constexpr std::uint32_t kMostRacers = 16;
constexpr std::uint32_t kMostRounds = 10'000;
constexpr std::uint32_t kMostCells = 1024;
constexpr std::uint32_t kMostRecords = 100'000;
constexpr std::int64_t kShortest = 32;  // what tells a record from the others
constexpr std::int64_t kLongest = 1 << 20;

using Threads = std::vector<AppendsStep::Writers>;

// {"main": 8, "p": 8}: how many threads of each process.
Threads DecodeThreads(Fields& fields, Sequence& sequence, std::string_view key) {
  Threads decoded;
  const JsonNode* node = fields.Require(key, "an object such as {\"main\": 8, \"p\": 8}");
  if (node == nullptr) return decoded;
  if (node->kind != JsonNode::Kind::kObject || node->members.empty()) {
    const std::string found =
        node->kind == JsonNode::Kind::kObject ? "an empty one" : node->Describe();
    fields.Wrong(key, node->line,
                 "expected threads by process, such as {\"main\": 8, \"p\": 8}, found " + found);
    return decoded;
  }
  Fields threads(*node, std::string(key), sequence.decoding.errors);
  for (const auto& [actor, count] : node->members) {
    const std::uint32_t number = threads.Number(actor, 1, kMostThreads, 1);
    if (actor != "main" && !sequence.scope().Is(Role::kProcess, actor)) {
      threads.Wrong(actor, count.line,
                    "threads are of \"main\" or of a given process; \"" + actor + "\" is neither");
    } else if (IsOnAnotherMachine(sequence.decoding, actor)) {
      threads.Wrong(actor, count.line,
                    "threads that begin at once are of processes on this machine");
    }
    decoded.push_back({actor == "main" ? "" : actor, number});
  }
  threads.Finish();
  return decoded;
}

std::uint32_t Sum(const Threads& threads) {
  std::uint32_t sum = 0;
  for (const AppendsStep::Writers& each : threads) sum += each.threads;
  return sum;
}

}  // namespace

StepAction DecodeAppends(Fields& fields, Sequence& sequence, Step&) {
  AppendsStep appends;
  appends.file = sequence.scope().Refer(fields, "file", {Role::kFile});
  appends.writers = DecodeThreads(fields, sequence, "writers");
  fields.Require("records", "how many each writer appends");
  appends.records = fields.Number("records", 1, kMostRecords, 1);
  appends.length = fields.Size("length", kShortest, kLongest);
  appends.append_only = fields.Choice<bool>(
      "through", {{"offset_minus_one", false}, {"append_only_handle", true}}, false);
  appends.one_handle =
      fields.Choice<bool>("handles", {{"one_each", false}, {"one_a_process", true}}, false);
  appends.at_most = fields.Time("at_most", "10 s");
  fields.Refuse("inside", "its writers wait for what they wrote, and a routine does not");
  return appends;
}

StepAction DecodeRace(Fields& fields, Sequence& sequence, Step&) {
  sequence.decoding.Need("byte_range_locks");
  RaceStep race;
  race.file = sequence.scope().Refer(fields, "file", {Role::kFile});
  race.lockers = DecodeThreads(fields, sequence, "lockers");
  race.writers = DecodeThreads(fields, sequence, "writers");
  if (Sum(race.lockers) + Sum(race.writers) > kMostRacers)
    fields.Wrong("writers", "a race has 16 threads at most, lockers and writers together");
  fields.Require("rounds", "how often each thread takes its turn");
  race.rounds = fields.Number("rounds", 1, kMostRounds, 1);
  fields.Require("cells", "into how many cells the file is divided");
  race.cells = fields.Number("cells", 1, kMostCells, 1);
  race.length = fields.Size("length", 8, kLongest);
  race.at_most = fields.Time("at_most", "10 s");
  fields.Refuse("inside", "its threads wait for what they wrote, and a routine does not");
  return race;
}

ExpectationItem DecodeRaceOrder(Fields& fields, Decoding& decoding) {
  ExpectRace expect;
  expect.race = decoding.scope.Refer(fields, "race", {Role::kRace});
  fields.Choice<bool>("explained_by", {{"some_order", true}});
  return expect;
}

ExpectationItem DecodeRecords(Fields& fields, Decoding& decoding) {
  ExpectRecords expect;
  expect.appends = decoding.scope.Refer(fields, "records", {Role::kAppends});
  if (fields.Has("each"))
    expect.once_and_whole = fields.Choice<bool>("each", {{"once_and_whole", true}});
  if (fields.Has("within_a_writer"))
    expect.in_order = fields.Choice<bool>("within_a_writer", {{"in_order", true}});
  if (fields.Has("between_writers"))
    expect.in_time = fields.Choice<bool>("between_writers", {{"in_time", true}});
  fields.AtLeastOne({"each", "within_a_writer", "between_writers"});
  return expect;
}

}  // namespace wfx
