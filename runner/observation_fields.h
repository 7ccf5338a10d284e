// The keys of observations in JSON. Each stands here once and serves reading and writing.
#pragma once

#include "runner/observation.h"

namespace wfx::observation {

// EachField(Keys<T>(), visit) calls visit("key", &T::member) for each field of T.
template <typename T>
struct Keys {};

template <typename Visit>
void EachField(Keys<ContentRun>, Visit visit) {
  visit("offset", &ContentRun::offset);
  visit("length", &ContentRun::length);
  visit("origin", &ContentRun::origin);
  visit("write", &ContentRun::write);
  visit("from", &ContentRun::from);
}

template <typename Visit>
void EachField(Keys<OverlappedWords>, Visit visit) {
  visit("internal", &OverlappedWords::internal);
  visit("internal_high", &OverlappedWords::internal_high);
  visit("offset", &OverlappedWords::offset);
  visit("offset_high", &OverlappedWords::offset_high);
  visit("event_unchanged", &OverlappedWords::event_unchanged);
}

template <typename Visit>
void EachField(Keys<CallRecord>, Visit visit) {
  visit("step", &CallRecord::step);
  visit("function", &CallRecord::function);
  visit("actor", &CallRecord::actor);
  visit("returned", &CallRecord::returned);
  visit("last_error", &CallRecord::last_error);
  visit("bytes", &CallRecord::bytes);
  visit("messages", &CallRecord::messages);
  visit("pending", &CallRecord::pending);
  visit("routines", &CallRecord::routines);
  visit("contents", &CallRecord::contents);
}

template <typename Visit>
void EachField(Keys<CompletionRecord>, Visit visit) {
  visit("error", &CompletionRecord::error);
  visit("bytes", &CompletionRecord::bytes);
  visit("actor", &CompletionRecord::actor);
  visit("during", &CompletionRecord::during);
  visit("alertable", &CompletionRecord::alertable);
  visit("order", &CompletionRecord::order);
  visit("depth", &CompletionRecord::depth);
  visit("overlapped_is_callers", &CompletionRecord::overlapped_is_callers);
  visit("words", &CompletionRecord::words);
}

template <typename Visit>
void EachField(Keys<WriteRecord>, Visit visit) {
  visit("name", &WriteRecord::name);
  visit("handle", &WriteRecord::handle);
  visit("actor", &WriteRecord::actor);
  visit("api", &WriteRecord::api);
  visit("offset", &WriteRecord::offset);
  visit("length", &WriteRecord::length);
  visit("returned", &WriteRecord::returned);
  visit("last_error_before", &WriteRecord::last_error_before);
  visit("last_error", &WriteRecord::last_error);
  visit("routines_inside", &WriteRecord::routines_inside);
  visit("after_call", &WriteRecord::after_call);
  visit("at_end", &WriteRecord::at_end);
  visit("runs", &WriteRecord::runs);
  visit("completions", &WriteRecord::completions);
  visit("buffer_unchanged", &WriteRecord::buffer_unchanged);
  visit("hresult", &WriteRecord::hresult);
  visit("count", &WriteRecord::count);
  visit("result", &WriteRecord::result);
  visit("result_bytes", &WriteRecord::result_bytes);
  visit("call_nanoseconds", &WriteRecord::call_nanoseconds);
  visit("completion_nanoseconds", &WriteRecord::completion_nanoseconds);
}

template <typename Visit>
void EachField(Keys<FileRecord>, Visit visit) {
  visit("name", &FileRecord::name);
  visit("initial_size", &FileRecord::initial_size);
  visit("filled", &FileRecord::filled);
  visit("size", &FileRecord::size);
  visit("contents", &FileRecord::contents);
}

template <typename Visit>
void EachField(Keys<EventRecord>, Visit visit) {
  visit("name", &EventRecord::name);
  visit("signaled", &EventRecord::signaled);
}

template <typename Visit>
void EachField(Keys<PortRecord>, Visit visit) {
  visit("name", &PortRecord::name);
  visit("packets", &PortRecord::packets);
}

template <typename Visit>
void EachField(Keys<WriteTimeRecord>, Visit visit) {
  visit("write", &WriteTimeRecord::write);
  visit("later", &WriteTimeRecord::later);
}

template <typename Visit>
void EachField(Keys<LookRecord>, Visit visit) {
  visit("name", &LookRecord::name);
  visit("file", &LookRecord::file);
  visit("error", &LookRecord::error);
  visit("attributes", &LookRecord::attributes);
  visit("size", &LookRecord::size);
  visit("allocated", &LookRecord::allocated);
  visit("moved", &LookRecord::moved);
  visit("ahead", &LookRecord::ahead);
  visit("remainder", &LookRecord::remainder);
  visit("since", &LookRecord::since);
}

template <typename Visit>
void EachField(Keys<OplockRecord>, Visit visit) {
  visit("name", &OplockRecord::name);
  visit("broken", &OplockRecord::broken);
}

template <typename Visit>
void EachField(Keys<StrayCompletion>, Visit visit) {
  visit("error", &StrayCompletion::error);
  visit("bytes", &StrayCompletion::bytes);
  visit("during", &StrayCompletion::during);
}

template <typename Visit>
void EachField(Keys<FailureCount>, Visit visit) {
  visit("error", &FailureCount::error);
  visit("count", &FailureCount::count);
}

template <typename Visit>
void EachField(Keys<WriterRecord>, Visit visit) {
  visit("actor", &WriterRecord::actor);
  visit("issued", &WriterRecord::issued);
  visit("completed", &WriterRecord::completed);
  visit("endless", &WriterRecord::endless);
  visit("surplus", &WriterRecord::surplus);
  visit("failed", &WriterRecord::failed);
}

template <typename Visit>
void EachField(Keys<AppendsRecord>, Visit visit) {
  visit("step", &AppendsRecord::step);
  visit("file", &AppendsRecord::file);
  visit("records", &AppendsRecord::records);
  visit("length", &AppendsRecord::length);
  visit("writers", &AppendsRecord::writers);
  visit("found", &AppendsRecord::found);
  visit("doubled", &AppendsRecord::doubled);
  visit("torn", &AppendsRecord::torn);
  visit("lost", &AppendsRecord::lost);
  visit("unasked", &AppendsRecord::unasked);
  visit("disordered", &AppendsRecord::disordered);
  visit("overtaken", &AppendsRecord::overtaken);
  visit("first_offense", &AppendsRecord::first_offense);
}

template <typename Visit>
void EachField(Keys<RaceCall>, Visit visit) {
  visit("what", &RaceCall::what);
  visit("first", &RaceCall::first);
  visit("cells", &RaceCall::cells);
  visit("begun", &RaceCall::begun);
  visit("ended", &RaceCall::ended);
  visit("error", &RaceCall::error);
}

template <typename Visit>
void EachField(Keys<RacerRecord>, Visit visit) {
  visit("actor", &RacerRecord::actor);
  visit("calls", &RacerRecord::calls);
  visit("stuck", &RacerRecord::stuck);
}

template <typename Visit>
void EachField(Keys<CellRecord>, Visit visit) {
  visit("racer", &CellRecord::racer);
  visit("call", &CellRecord::call);
  visit("untouched", &CellRecord::untouched);
  visit("mixed", &CellRecord::mixed);
}

template <typename Visit>
void EachField(Keys<RaceRecord>, Visit visit) {
  visit("step", &RaceRecord::step);
  visit("file", &RaceRecord::file);
  visit("length", &RaceRecord::length);
  visit("racers", &RaceRecord::racers);
  visit("cells", &RaceRecord::cells);
}

template <typename Visit>
void EachField(Keys<BurstRecord>, Visit visit) {
  visit("step", &BurstRecord::step);
  visit("handle", &BurstRecord::handle);
  visit("asked", &BurstRecord::asked);
  visit("length", &BurstRecord::length);
  visit("accepted", &BurstRecord::accepted);
  visit("refused", &BurstRecord::refused);
  visit("completed", &BurstRecord::completed);
  visit("failed", &BurstRecord::failed);
  visit("endless", &BurstRecord::endless);
  visit("surplus", &BurstRecord::surplus);
  visit("unasked", &BurstRecord::unasked);
}

template <typename Visit>
void EachField(Keys<ProcessRecord>, Visit visit) {
  visit("name", &ProcessRecord::name);
  visit("during", &ProcessRecord::during);
  visit("exit_code", &ProcessRecord::exit_code);
}

template <typename Visit>
void EachField(Keys<Observation::SetupFailure>, Visit visit) {
  visit("given", &Observation::SetupFailure::given);
  visit("line", &Observation::SetupFailure::line);
  visit("what", &Observation::SetupFailure::what);
}

template <typename Visit>
void EachField(Keys<Observation>, Visit visit) {
  visit("setup_failure", &Observation::setup_failure);
  visit("harness_error", &Observation::harness_error);
  visit("calls", &Observation::calls);
  visit("writes", &Observation::writes);
  visit("files", &Observation::files);
  visit("events", &Observation::events);
  visit("ports", &Observation::ports);
  visit("appends", &Observation::appends);
  visit("races", &Observation::races);
  visit("bursts", &Observation::bursts);
  visit("processes", &Observation::processes);
  visit("looks", &Observation::looks);
  visit("oplocks", &Observation::oplocks);
  visit("strays", &Observation::strays);
  visit("seed", &Observation::seed);
  visit("nanoseconds", &Observation::nanoseconds);
}

}  // namespace wfx::observation
