// Memory of the harness's own process whose pages can be protected, for buffers.
#pragma once

#include <cstddef>

namespace wfx {

enum class PageAccess { kReadWrite, kReadOnly, kNoAccess };

// Owns zeroed, page-aligned memory. It never goes through the table: a buffer belongs to the caller
// of the system under test. Distinct objects may be used from distinct threads.
class Pages {
 public:
  // Owns nothing.
  Pages() = default;

  // Allocates `size` bytes, rounded up to whole pages, at least one. Throws std::runtime_error with
  // the system's reason.
  explicit Pages(std::size_t size);

  Pages(Pages&& other) noexcept;
  Pages& operator=(Pages&& other) noexcept;
  ~Pages();

  std::byte* data() const { return data_; }

  // Bytes, a multiple of PageSize().
  std::size_t size() const { return size_; }

  // Changes what may be done with the bytes [`offset`, `offset` + `size`), where `size` is rounded
  // up to whole pages. Throws std::runtime_error when the range does not start at a page or does
  // not lie in the memory, or with the system's reason.
  void Protect(std::size_t offset, std::size_t size, PageAccess access);

  // The size of a page of this machine in bytes.
  static std::size_t PageSize();

 private:
  void Free() noexcept;

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Copies `size` bytes from `from`, which may not be there; false when one of them cannot be read,
// and then `to` holds anything. Any thread.
bool CopyReadable(void* to, const void* from, std::size_t size);
// Whether the first byte there can be read.
bool IsReadable(const void* address);

}  // namespace wfx
