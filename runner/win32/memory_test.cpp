#include "runner/win32/memory.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace wfx {
namespace {

TEST(Memory, PagesAreWholeAlignedAndZero) {
  const std::size_t page = Pages::PageSize();
  const Pages pages(page + 1);
  EXPECT_EQ(pages.size(), 2 * page);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages.data()) % page, 0u);
  for (std::size_t i = 0; i < pages.size(); ++i) ASSERT_EQ(pages.data()[i], std::byte{0});
  EXPECT_EQ(Pages(0).size(), page);
  EXPECT_EQ(Pages().data(), nullptr);
}

TEST(Memory, ProtectionComesAndGoes) {
  const std::size_t page = Pages::PageSize();
  Pages pages(3 * page);
  pages.data()[page] = std::byte{7};
  pages.Protect(page, page, PageAccess::kReadOnly);
  EXPECT_EQ(pages.data()[page], std::byte{7});
  pages.Protect(2 * page, 1, PageAccess::kNoAccess);
  pages.data()[0] = std::byte{1};
  pages.Protect(0, pages.size(), PageAccess::kReadWrite);
  pages.data()[page] = pages.data()[2 * page] = std::byte{8};
  pages.Protect(3 * page, 0, PageAccess::kNoAccess);
}

TEST(MemoryDeathTest, ProtectedPagesFault) {
  const std::size_t page = Pages::PageSize();
  Pages pages(2 * page);
  pages.Protect(page, page, PageAccess::kNoAccess);
  volatile std::byte* const protected_byte = pages.data() + page;
  EXPECT_DEATH(*protected_byte = std::byte{1}, "");
}

TEST(Memory, BadRangesAreRefused) {
  const std::size_t page = Pages::PageSize();
  Pages pages(2 * page);
  EXPECT_THROW(pages.Protect(1, page, PageAccess::kReadOnly), std::runtime_error);
  EXPECT_THROW(pages.Protect(page, page + 1, PageAccess::kReadOnly), std::runtime_error);
  EXPECT_THROW(pages.Protect(3 * page, 0, PageAccess::kReadOnly), std::runtime_error);
  EXPECT_THROW(pages.Protect(page, SIZE_MAX, PageAccess::kReadOnly), std::runtime_error);
}

TEST(Memory, WhatCannotBeAllocatedIsRefused) {
  EXPECT_THROW(Pages(SIZE_MAX), std::runtime_error);
  EXPECT_THROW(Pages(SIZE_MAX / 2), std::runtime_error);
}

TEST(Memory, MovingPassesOwnershipOn) {
  Pages first(1);
  std::byte* const data = first.data();
  Pages second = std::move(first);
  EXPECT_EQ(second.data(), data);
  Pages third(1);
  third = std::move(second);
  EXPECT_EQ(third.data(), data);
  third.data()[0] = std::byte{1};
}

TEST(CopyReadable, StopsAtAPageThatCannotBeRead) {
  const std::size_t page = Pages::PageSize();
  Pages memory(2 * page);
  memory.data()[page - 1] = std::byte{7};
  std::vector<std::byte> to(page + 1);
  EXPECT_TRUE(CopyReadable(to.data(), memory.data(), page));
  EXPECT_EQ(to[page - 1], std::byte{7});
  memory.Protect(page, page, PageAccess::kNoAccess);
  EXPECT_TRUE(CopyReadable(to.data(), memory.data(), page));
  EXPECT_FALSE(CopyReadable(to.data(), memory.data(), page + 1));
  memory.Protect(page, page, PageAccess::kReadOnly);
  EXPECT_TRUE(CopyReadable(to.data(), memory.data(), page + 1));
  EXPECT_FALSE(CopyReadable(to.data(), nullptr, 1));
  EXPECT_TRUE(CopyReadable(to.data(), nullptr, 0));
}

}  // namespace
}  // namespace wfx
