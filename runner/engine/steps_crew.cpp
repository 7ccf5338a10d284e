// Threads of several processes at work on one file at the same time, and what is found of it at the
// end.
#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

#include "runner/engine/append_record.h"
#include "runner/engine/crew.h"
#include "runner/engine/crew_work.h"
#include "runner/engine/steps.h"
#include "runner/names.h"
#include "runner/win32/text.h"

namespace wfx {
namespace {

WriterRecord RecordOf(const std::string& actor, const AppendTally& tally) {
  WriterRecord record{actor, tally.issued, tally.completed, tally.endless, tally.surplus, {}};
  std::map<std::uint32_t, std::uint32_t> failed;
  for (const auto& [number, error] : tally.failed) ++failed[error];
  for (const auto& [error, count] : failed) record.failed.push_back({error, count});
  return record;
}

// The threads of one process.
struct Part {
  std::string actor;
  CrewOrder order;
  Peer* peer = nullptr;        // of another process
  std::unique_ptr<Crew> crew;  // of this one

  Peer::Reply Assemble() { return peer != nullptr ? peer->Assemble(order) : crew->Assemble(); }
  void Release() { peer != nullptr ? peer->Release() : crew->Release(); }
  CrewReport Finish() { return peer != nullptr ? peer->Finish() : crew->Finish(); }
};

// All begin at once. Gives what each part did. Throws when one cannot begin.
std::vector<CrewReport> WorkTogether(std::vector<Part>& parts) {
  for (std::size_t ready = 0; ready < parts.size(); ++ready) {
    const Peer::Reply reply = parts[ready].Assemble();
    if (reply.succeeded) continue;
    for (std::size_t each = 0; each < ready; ++each) parts[each].Release(), parts[each].Finish();
    throw std::runtime_error("a thread of " +
                             (parts[ready].actor.empty() ? "main" : parts[ready].actor) +
                             " cannot open its file: " + DescribeError(reply.last_error));
  }
  for (Part& part : parts) part.Release();
  std::vector<CrewReport> reports;
  for (Part& part : parts) reports.push_back(part.Finish());
  return reports;
}

std::uint32_t ThreadsOf(const std::vector<AppendsStep::Writers>& threads,
                        const std::string& actor) {
  std::uint32_t sum = 0;
  for (const AppendsStep::Writers& each : threads) {
    if (each.actor == actor) sum += each.threads;
  }
  return sum;
}

// A step's length that has to fit a record or cell.
std::uint32_t LengthWithin(std::uint64_t length, std::uint32_t least, std::uint32_t multiple) {
  if (length >= least && length % multiple == 0 &&
      length <= std::numeric_limits<std::uint32_t>::max()) {
    return static_cast<std::uint32_t>(length);
  }
  throw std::runtime_error("a length of " + std::to_string(length) + " is none of " +
                           std::to_string(least) + " and more by " + std::to_string(multiple));
}

}  // namespace

void StepDoer::Do(const AppendsStep& appends) {
  AppendOrder order;
  order.path = Narrow(std::ranges::find(stage_.files(), appends.file, &StagedFile::name)->path);
  order.seed = performance_.data_seed_;
  order.records = appends.records;
  order.length = LengthWithin(stage_.SizeOf(appends.length), kShortestRecord, 1);
  order.append_only = appends.append_only;
  order.one_handle = appends.one_handle;
  order.at_most = performance_.Scaled(appends.at_most);

  std::vector<Part> parts;
  std::uint32_t writers = 0;
  for (const AppendsStep::Writers& each : appends.writers) {
    order.first_writer = writers;
    order.writers = each.threads;
    writers += each.threads;
    Part& part = parts.emplace_back(Part{each.actor, order, nullptr, nullptr});
    if (each.actor.empty()) part.crew = std::make_unique<Crew>(api_, part.order);
    if (!each.actor.empty()) part.peer = &performance_.peers_->Of(each.actor);
  }
  std::vector<CrewReport> reports = WorkTogether(parts);

  AppendsRecord record;
  record.step = step_.name;
  record.file = appends.file;
  record.records = order.records;
  record.length = order.length;
  order.first_writer = 0;
  order.writers = writers;
  Performance::AppendsDone done{order, {}};
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (AppendTally& tally : reports[part].tallies) {
      record.writers.push_back(RecordOf(parts[part].actor, tally));
      done.tallies.push_back(std::move(tally));
    }
  }
  performance_.seen_.appends.push_back(std::move(record));
  performance_.appends_.push_back(std::move(done));
}

void StepDoer::Do(const RaceStep& race) {
  const StagedFile& file = *std::ranges::find(stage_.files(), race.file, &StagedFile::name);
  RaceOrder order;
  order.path = Narrow(file.path);
  order.seed = performance_.data_seed_;
  order.rounds = race.rounds;
  order.cells = race.cells;
  order.length = LengthWithin(stage_.SizeOf(race.length), 8, 8);
  order.at_most = performance_.Scaled(race.at_most);
  if (std::uint64_t{order.cells} * order.length != file.initial_size)
    throw std::runtime_error("the cells of a race are its whole file");

  std::vector<std::string> actors;
  for (const auto* threads : {&race.lockers, &race.writers}) {
    for (const AppendsStep::Writers& each : *threads) {
      if (std::ranges::count(actors, each.actor) == 0) actors.push_back(each.actor);
    }
  }
  std::vector<Part> parts;
  for (const std::string& actor : actors) {
    order.lockers = ThreadsOf(race.lockers, actor);
    order.writers = ThreadsOf(race.writers, actor);
    Part& part = parts.emplace_back(Part{actor, order, nullptr, nullptr});
    order.first_racer += order.lockers + order.writers;
    if (actor.empty()) part.crew = std::make_unique<Crew>(api_, part.order);
    if (!actor.empty()) part.peer = &performance_.peers_->Of(actor);
  }
  std::vector<CrewReport> reports = WorkTogether(parts);

  RaceRecord record;
  record.step = step_.name;
  record.file = race.file;
  record.length = order.length;
  std::uint64_t first = std::numeric_limits<std::uint64_t>::max();
  for (std::size_t part = 0; part < parts.size(); ++part) {
    for (RacerRecord& racer : reports[part].racers) {
      racer.actor = parts[part].actor;
      for (const RaceCall& call : racer.calls) first = std::min(first, call.begun);
      record.racers.push_back(std::move(racer));
    }
  }
  for (RacerRecord& racer : record.racers) {
    for (RaceCall& call : racer.calls) call.begun -= first, call.ended -= first;
  }
  performance_.seen_.races.push_back(std::move(record));
}

void Performance::NoteSizeOnly(const StagedFile& file, std::uint64_t size) {
  FileRecord record{file.name, file.initial_size, file.filled, size, {}};
  if (size > 0) record.contents.push_back({0, size, ContentRun::Origin::kUnread, "", 0});
  seen_.files.push_back(std::move(record));
}

// The labels of other writes would say nothing: the whole file is records.
bool Performance::CountRecordsIn(const StagedFile& file) {
  const auto found = std::ranges::find(seen_.appends, file.name, &AppendsRecord::file);
  if (found == seen_.appends.end()) return false;
  const AppendsDone& done = appends_[static_cast<std::size_t>(found - seen_.appends.begin())];
  const std::vector<std::uint8_t> bytes = stage_.BytesOf(file);
  const auto begin =
      static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), file.initial_size));
  RecordCount& count = *found;
  count = CountRecords(std::span(bytes).subspan(begin), done.order, done.tallies);
  if (count.first_offense) *count.first_offense += begin;
  NoteSizeOnly(file, bytes.size());
  return true;
}

bool Performance::LookAtCellsOf(const StagedFile& file) {
  const auto found = std::ranges::find(seen_.races, file.name, &RaceRecord::file);
  if (found == seen_.races.end()) return false;
  std::vector<std::uint8_t> bytes = stage_.BytesOf(file);
  const std::size_t size = bytes.size();
  bytes.resize(static_cast<std::size_t>(file.initial_size));
  std::vector<std::uint8_t> initial(bytes.size());
  if (file.filled) file.pattern.Copy(0, initial);
  found->cells = CellsOf(bytes, initial, found->length);
  NoteSizeOnly(file, size);
  return true;
}

}  // namespace wfx
