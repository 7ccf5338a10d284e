#include "runner/engine/load_loop.h"

#include <utility>

#include "runner/engine/load_event.h"
#include "runner/engine/load_gather.h"
#include "runner/engine/load_port.h"
#include "runner/engine/load_ring.h"
#include "runner/engine/load_routine.h"
#include "runner/engine/load_stream.h"
#include "runner/engine/load_synchronous.h"

namespace wfx {

std::unique_ptr<LoadLoop> MakeLoop(const Win32Api& api, const Clock& clock, LoopSettings settings) {
  switch (settings.api) {
    case LoadApi::kWriteFileWithEvent:
      return std::make_unique<FileEventLoop>(api, clock, std::move(settings));
    case LoadApi::kWriteFileWithPort:
      return std::make_unique<PortLoop>(api, clock, std::move(settings));
    case LoadApi::kSynchronousWriteFile:
      return std::make_unique<SynchronousLoop>(api, clock, std::move(settings));
    case LoadApi::kWriteFileGather:
      return std::make_unique<GatherLoop>(api, clock, std::move(settings));
    case LoadApi::kIoRing:
      return std::make_unique<RingLoop>(api, clock, std::move(settings));
    case LoadApi::kStream:
      return std::make_unique<StreamLoop>(api, clock, std::move(settings));
    case LoadApi::kWriteFileEx:
      break;
  }
  return std::make_unique<RoutineLoop>(api, clock, std::move(settings));
}

}  // namespace wfx
