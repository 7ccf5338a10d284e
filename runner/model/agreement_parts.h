// The parts of a system that plays a random sequence: its writes, a file, a pipe. Each draws from
// the same chance, in the same order on every system.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "runner/model/agreement.h"
#include "runner/win32/handle.h"
#include "runner/win32/text.h"

namespace wfx {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t Below(std::uint64_t bound) { return engine_() % bound; }

 private:
  std::mt19937_64 engine_;
};

std::string ErrorText(DWORD error);
// Says how many bytes there are, and something that differs when they do.
std::string Hash(const std::vector<std::uint8_t>& bytes);

struct BegunWrite;

// Writes that were issued and may not have ended.
class IssuedWrites {
 public:
  explicit IssuedWrites(const Win32Api& api) : api_(api) {}
  // Says at once what a refused call came to; the rest is told by Reap.
  std::string Issue(HANDLE handle, std::uint64_t offset, DWORD length, bool null_buffer);
  // Runs what is due; tells each write that ended, in the order of their numbers.
  std::string Reap();

 private:
  const Win32Api& api_;
  int count_ = 0;
  std::vector<BegunWrite*> waiting_;
};

// A file and several handles to it.
class FilePart {
 public:
  FilePart(const Win32Api& api, const std::string& directory, Chance& chance, IssuedWrites& writes);
  ~FilePart();
  FilePart(const FilePart&) = delete;
  FilePart& operator=(const FilePart&) = delete;

  Outcome Write();
  Outcome Lock();
  Outcome Unlock();
  Outcome Resize();
  Outcome Read();
  Outcome Reopen();
  HANDLE handle(std::size_t index) const { return files_[index].handle.get(); }
  void Close();

 private:
  struct Opened {
    std::string name;
    DWORD access, flags;
    Handle handle;
  };
  struct Range {
    std::size_t owner;
    std::uint64_t offset, length;
  };
  void Open(Opened& file);
  std::uint64_t AnyOffset();
  DWORD AnyLength();
  std::string Settled(HANDLE handle, OVERLAPPED& words, BOOL succeeded);

  const Win32Api& api_;
  Chance& chance_;
  IssuedWrites& writes_;
  const WideString path_;
  std::vector<Opened> files_;
  std::vector<Range> locked_;
};

// Both ends of a pipe.
class PipePart {
 public:
  PipePart(const Win32Api& api, Chance& chance, IssuedWrites& writes);

  Outcome Write();
  // What cannot be read at once is not waited for.
  Outcome Read();
  // Disconnects or closes an end, then makes another pipe now and then.
  Outcome End();
  HANDLE server() const { return server_.get(); }
  void Close();

 private:
  void Make();

  const Win32Api& api_;
  Chance& chance_;
  IssuedWrites& writes_;
  const WideString path_;
  Handle server_, client_;
  DWORD quota_ = 0;
};

}  // namespace wfx
