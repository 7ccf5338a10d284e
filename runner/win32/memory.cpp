#include "runner/win32/memory.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#ifdef _WIN32
#include "runner/names.h"
#include "runner/win32/types.h"
#else
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#endif

namespace wfx {
namespace {

// Rounds up to whole pages; gives what cannot be allocated when that overflows.
std::size_t WholePages(std::size_t size) {
  const std::size_t page = Pages::PageSize();
  const std::size_t most = std::numeric_limits<std::size_t>::max() / page * page;
  return size > most ? most : (size + page - 1) / page * page;
}

#ifdef _WIN32

std::string Reason() { return DescribeError(GetLastError()); }

void* Allocate(std::size_t size) {
  return VirtualAlloc(nullptr, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void Release(void* data, std::size_t) { VirtualFree(data, 0, MEM_RELEASE); }

bool Change(void* data, std::size_t size, PageAccess access) {
  const DWORD protection = access == PageAccess::kReadWrite  ? PAGE_READWRITE
                           : access == PageAccess::kReadOnly ? PAGE_READONLY
                                                             : PAGE_NOACCESS;
  DWORD previous = 0;
  return VirtualProtect(data, size, protection, &previous) != FALSE;
}

#else

std::string Reason() { return std::generic_category().message(errno); }

void* Allocate(std::size_t size) {
  void* data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return data == MAP_FAILED ? nullptr : data;
}

void Release(void* data, std::size_t size) { munmap(data, size); }

bool Change(void* data, std::size_t size, PageAccess access) {
  const int protection = access == PageAccess::kReadWrite  ? PROT_READ | PROT_WRITE
                         : access == PageAccess::kReadOnly ? PROT_READ
                                                           : PROT_NONE;
  return mprotect(data, size, protection) == 0;
}

#endif

}  // namespace

Pages::Pages(std::size_t size) : size_(WholePages(std::max<std::size_t>(size, 1))) {
  data_ = static_cast<std::byte*>(Allocate(size_));
  if (data_ == nullptr) {
    throw std::runtime_error("cannot allocate " + std::to_string(size) + " bytes: " + Reason());
  }
}

Pages::Pages(Pages&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Pages& Pages::operator=(Pages&& other) noexcept {
  if (this != &other) {
    Free();
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Pages::~Pages() { Free(); }

void Pages::Free() noexcept {
  if (data_ != nullptr) Release(data_, size_);
}

void Pages::Protect(std::size_t offset, std::size_t size, PageAccess access) {
  if (offset % PageSize() != 0 || offset > size_ || size > size_ - offset) {
    throw std::runtime_error("cannot protect " + std::to_string(size) + " bytes at " +
                             std::to_string(offset) + " of " + std::to_string(size_) +
                             ": they have to start at a page and lie in the memory");
  }
  if (size != 0 && !Change(data_ + offset, WholePages(size), access)) {
    throw std::runtime_error("cannot protect " + std::to_string(size) + " bytes: " + Reason());
  }
}

std::size_t Pages::PageSize() {
#ifdef _WIN32
  SYSTEM_INFO information;
  GetSystemInfo(&information);
  return information.dwPageSize;
#else
  return static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
#endif
}

#ifdef _WIN32

namespace {

bool MayRead(const MEMORY_BASIC_INFORMATION& region) {
  constexpr DWORD kReadable = PAGE_READONLY | PAGE_READWRITE | PAGE_WRITECOPY | PAGE_EXECUTE_READ |
                              PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
  return region.State == MEM_COMMIT && (region.Protect & kReadable) != 0 &&
         (region.Protect & PAGE_GUARD) == 0;
}

}  // namespace

// ReadProcessMemory would do on Windows; Wine's looks through the protection of pages.
bool CopyReadable(void* to, const void* from, std::size_t size) {
  const auto* const end = static_cast<const std::byte*>(from) + size;
  for (const auto* at = static_cast<const std::byte*>(from); at < end;) {
    MEMORY_BASIC_INFORMATION region;
    if (VirtualQuery(at, &region, sizeof(region)) == 0 || !MayRead(region)) return false;
    at = static_cast<const std::byte*>(region.BaseAddress) + region.RegionSize;
  }
  if (size > 0) std::memcpy(to, from, size);
  return true;
}

#else

bool CopyReadable(void* to, const void* from, std::size_t size) {
  if (size == 0) return true;
  const iovec here{to, size};
  const iovec there{const_cast<void*>(from), size};
  return process_vm_readv(getpid(), &here, 1, &there, 1, 0) == static_cast<ssize_t>(size);
}

#endif

bool IsReadable(const void* address) {
  std::byte first{};
  return CopyReadable(&first, address, 1);
}

}  // namespace wfx
