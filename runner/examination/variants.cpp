#include "runner/examination/variants.h"

#include <array>

namespace wfx {
namespace {

using namespace std::chrono_literals;

template <const char* name>
void Become(ModelOptions& options) {
  options.personality = *FindPersonality(name);
}
constexpr char kRefs[] = "refs", kFat32[] = "fat32", kSmb3[] = "smb3", k4kn[] = "4kn";

void Pend(ModelOptions& options) { options.choices.writes_pend = true; }

const auto kVariants = std::to_array<Variant>({
    {"finished_before_return", "writes to files are over when the call returns",
     [](ModelOptions& options) { options.choices.writes_pend = false; }},
    {"pending_20_ms", "writes to files are over 20 ms after the call", &Pend},
    {"one_due_at_a_time", "writes to files end one after the other, 20 ms apart",
     [](ModelOptions& options) {
       Pend(options);
       options.choices.one_at_a_time = true;
     }},
    {"one_routine_a_wait",
     "an alertable wait runs one of the routines that are due",
     [](ModelOptions& options) { options.choices.one_routine_a_wait = true; },
     {"completion.one_wait_runs_all", "completion.shares_the_apc_queue"}},
    {"random_order", "routines that are due run in any order",
     [](ModelOptions& options) {
       Pend(options);
       options.choices.order = Choices::Order::kRandom;
     }},
    {"reverse_order", "the routine that was due last runs first",
     [](ModelOptions& options) { options.choices.order = Choices::Order::kReverse; }},
    {"any_count_with_995", "an aborted write reports any number of bytes",
     [](ModelOptions& options) {
       Pend(options);
       options.choices.random_count_when_aborted = true;
     }},
    {"cancel_loses", "a cancelled write to a file completes all the same",
     [](ModelOptions& options) {
       Pend(options);
       options.choices.cancel_loses_the_race = true;
     }},
    {"conflict_by_routine", "a lock conflict is told through the routine",
     [](ModelOptions& options) { options.choices.failures_through_routine = true; }},
    {"pipe_codes_by_turns",
     "a pipe whose other end is gone reports 109, 232 and 233 by turns",
     [](ModelOptions& options) { options.choices.pipe_codes_by_turns = true; },
     {"pipe.closed_peer_is_no_data", "pipe.peer_closing_breaks_a_pending_write",
      "pipe.disconnecting_ends_a_pending_write", "pipe.disconnected_is_refused"}},
    {"split_pipe_reads", "a read from a byte-type pipe gives 100 bytes at most",
     [](ModelOptions& options) { options.choices.pipe_read_piece = 100; }},
    {"long_remote_writes_refused",
     "a share; a pipe on another machine refuses more than 65,535 bytes",
     [](ModelOptions& options) {
       Become<kSmb3>(options);
       options.choices.long_remote_writes = Choices::LongRemoteWrites::kRefused;
     }},
    {"long_remote_writes_warn",
     "a share; a longer message to a pipe on another machine succeeds with ERROR_MORE_DATA",
     [](ModelOptions& options) {
       Become<kSmb3>(options);
       options.choices.long_remote_writes = Choices::LongRemoteWrites::kWarning;
     }},
    {"coarse_times", "file times are multiples of two seconds",
     [](ModelOptions& options) { options.choices.time_step = 2s; }},
    {"sectors_of_4096", "the disk has sectors of 4096 bytes", &Become<k4kn>},
    {"volume_refused", "no volume or disk can be opened for writing",
     [](ModelOptions& options) { options.choices.volume_open_refused = true; }},
    {"few_outstanding", "a process may have sixteen writes outstanding",
     [](ModelOptions& options) { options.choices.most_outstanding = 16; }},
    {"last_error_left", "a write that succeeds leaves the last error alone",
     [](ModelOptions& options) { options.choices.success_clears_last_error = false; }},
    {"last_error_cleared", "a write that succeeds sets the last error to ERROR_SUCCESS",
     [](ModelOptions& options) { options.choices.success_clears_last_error = true; }},
    {"routine_before_object", "a routine that is due ends a wait on a signaled object",
     [](ModelOptions& options) { options.choices.signaled_object_wins = false; }},
    {"slow_close", "closing a file takes 50 ms",
     [](ModelOptions& options) { options.choices.close_takes = 50ms; }},
    {"foreign_wake_ups", "alertable waits end now and then for an APC that is nobody's write",
     [](ModelOptions& options) { options.choices.foreign_apcs = true; }},
    {"no_routine_without_overlapped", "on a handle without FILE_FLAG_OVERLAPPED no routine runs",
     [](ModelOptions& options) { options.choices.synchronous_handle_runs_routine = false; }},
    {"refs", "the volume is ReFS", &Become<kRefs>},
    {"fat32", "the volume is FAT32", &Become<kFat32>},
    {"smb3", "the volume is a share over SMB 3", &Become<kSmb3>},
    {"share_without_alignment", "the volume is a share that takes unbuffered writes of any bytes",
     [](ModelOptions& options) {
       Become<kSmb3>(options);
       options.personality.asks_alignment = false;
     }},
    {"all_at_once", "writes pend, any order, any count with 995, split reads, foreign wake-ups",
     [](ModelOptions& options) {
       Pend(options);
       options.choices.order = Choices::Order::kRandom;
       options.choices.random_count_when_aborted = true;
       options.choices.pipe_read_piece = 7;
       options.choices.foreign_apcs = true;
       options.choices.success_clears_last_error = true;
     }},
});

}  // namespace

std::span<const Variant> LegalVariants() { return kVariants; }

}  // namespace wfx
