// A small system in memory for tests of the engine: files, events and one queue of routines for
// each thread, behind the table.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "runner/win32/api.h"
#include "runner/win32/text.h"

namespace wfx {

// Writes are over when the call returns, unless `keeps_writes_pending`. There is one at a time: the
// table's functions have nowhere else to keep it.
// Thread rule: the table is safe from any thread; the rest is for when no other thread runs.
class FakeKernel {
 public:
  FakeKernel();
  ~FakeKernel();
  FakeKernel(const FakeKernel&) = delete;
  FakeKernel& operator=(const FakeKernel&) = delete;

  // Has the functions of files, events, waits and cancelling; the others are missing. Tests replace
  // entries to make it go wrong.
  Win32Api api() const;

  // Writes stay pending until they are cancelled.
  bool keeps_writes_pending = false;
  std::size_t files() const { return files_.size(); }
  std::size_t open_handles() const { return handles_.size(); }

  // Queues a routine for the calling thread.
  static void Queue(LPOVERLAPPED_COMPLETION_ROUTINE routine, DWORD error, DWORD bytes,
                    LPOVERLAPPED overlapped);
  // Sets the last error and gives FALSE.
  static BOOL Fail(DWORD error);

 private:
  using Bytes = std::vector<std::uint8_t>;
  struct Routine {
    LPOVERLAPPED_COMPLETION_ROUTINE completion = nullptr;
    DWORD error = 0, bytes = 0;
    LPOVERLAPPED overlapped = nullptr;
    PAPCFUNC apc = nullptr;
    ULONG_PTR parameter = 0;
  };
  // Of one thread; kept as long as the system.
  struct ThreadQueue {
    std::deque<Routine> routines;
  };
  struct Object {
    std::shared_ptr<Bytes> file;  // null: an event
    DWORD access = 0;
    std::uint64_t position = 0;
    bool signaled = false, manual_reset = true;
  };
  struct PendingWrite {
    HANDLE handle = nullptr;
    LPOVERLAPPED overlapped = nullptr;
    LPOVERLAPPED_COMPLETION_ROUTINE routine = nullptr;
    ThreadQueue* thread = nullptr;
  };

  static HANDLE WINAPI CreateFileW(LPCWSTR, DWORD, DWORD, LPSECURITY_ATTRIBUTES, DWORD, DWORD,
                                   HANDLE);
  static BOOL WINAPI DeleteFileW(LPCWSTR);
  static BOOL WINAPI CloseHandle(HANDLE);
  static HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES, BOOL, BOOL, LPCWSTR);
  static BOOL WINAPI SetEvent(HANDLE);
  static BOOL WINAPI ResetEvent(HANDLE);
  static BOOL WINAPI GetFileSizeEx(HANDLE, PLARGE_INTEGER);
  static BOOL WINAPI SetFilePointerEx(HANDLE, LARGE_INTEGER, PLARGE_INTEGER, DWORD);
  static BOOL WINAPI SetEndOfFile(HANDLE);
  static BOOL WINAPI ReadFile(HANDLE, LPVOID, DWORD, LPDWORD, LPOVERLAPPED);
  static BOOL WINAPI WriteFile(HANDLE, LPCVOID, DWORD, LPDWORD, LPOVERLAPPED);
  static BOOL WINAPI WriteFileEx(HANDLE, LPCVOID, DWORD, LPOVERLAPPED,
                                 LPOVERLAPPED_COMPLETION_ROUTINE);
  static BOOL WINAPI CancelIoEx(HANDLE, LPOVERLAPPED);
  static DWORD WINAPI QueueUserAPC(PAPCFUNC, HANDLE, ULONG_PTR);
  static DWORD WINAPI SleepEx(DWORD, BOOL);
  static DWORD WINAPI WaitForSingleObject(HANDLE, DWORD);
  static DWORD WINAPI WaitForSingleObjectEx(HANDLE, DWORD, BOOL);
  static DWORD WINAPI GetLastError();
  static void WINAPI SetLastError(DWORD);

  static FakeKernel& Get();
  HANDLE Add(Object object);
  Object* Find(HANDLE handle);
  Object* FindFile(HANDLE handle, DWORD access);
  ThreadQueue& OwnQueue();
  bool RunQueued(std::unique_lock<std::mutex>& lock);
  DWORD Wait(HANDLE handle, DWORD milliseconds, bool alertable);
  static void Store(Bytes& file, std::uint64_t offset, LPCVOID bytes, DWORD length);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<WideString, std::shared_ptr<Bytes>> files_;
  std::map<HANDLE, Object> handles_;
  std::uintptr_t next_handle_ = 4;
  std::vector<PendingWrite> pending_;
  std::vector<std::unique_ptr<ThreadQueue>> queues_;
  std::uint64_t number_ = 0;  // tells this system from those before it
};

}  // namespace wfx
