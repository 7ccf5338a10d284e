// The mutants of each area of requirements, in the order of their requirements' ids.
#pragma once

#include <span>

#include "runner/mutants/mutant.h"

namespace wfx::mutants {

std::span<const Mutant> AppendMutants();
std::span<const Mutant> BufferMutants();
std::span<const Mutant> CancelMutants();
std::span<const Mutant> CompletionMutants();
std::span<const Mutant> DeviceMutants();
std::span<const Mutant> FileTimeMutants();
std::span<const Mutant> HandleMutants();
std::span<const Mutant> LockedRangeMutants();
std::span<const Mutant> NullWriteMutants();
std::span<const Mutant> OffsetMutants();
std::span<const Mutant> OplockMutants();
std::span<const Mutant> PipeMutants();
std::span<const Mutant> SeldomMutants();
std::span<const Mutant> SocketMutants();
std::span<const Mutant> SpaceMutants();
std::span<const Mutant> StreamDataMutants();
std::span<const Mutant> StreamAsyncMutants();
std::span<const Mutant> TransactionMutants();
std::span<const Mutant> UnbufferedMutants();
std::span<const Mutant> ViewMutants();
std::span<const Mutant> VolumeMutants();
std::span<const Mutant> WriteFileMutants();

// By what they break, in several areas.
std::span<const Mutant> BlockedCallMutants();
std::span<const Mutant> MailslotMutants();
std::span<const Mutant> NotificationMutants();
std::span<const Mutant> OpenFileMutants();
std::span<const Mutant> OpeningMutants();
std::span<const Mutant> RemotePipeMutants();

}  // namespace wfx::mutants
