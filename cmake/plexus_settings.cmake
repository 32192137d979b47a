# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(PLEXUS_PRECOMPILED_HEADERS "Precompile the headers of CAF and Catch2" ON)
set(PLEXUS_SANITIZERS "" CACHE STRING "Value of -fsanitize for every target")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # clang compiles the fuzz targets only
  # g++ 12 sees overlapping copies in "x" + std::string, where there are none.
  add_compile_options(-Werror $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  # At -O3 its flow analysis sees the same kind of ghosts; the dev preset holds them as errors.
  add_compile_options("$<$<CONFIG:Release>:-Wno-maybe-uninitialized;-Wno-array-bounds>"
                      "$<$<CONFIG:Release>:-Wno-stringop-overflow;-Wno-stringop-overread>")
else()
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsized-deallocation>) # as GNU does by default
endif()
# What a test needs in its environment when it is built with sanitizers; the first finding ends it.
set(PLEXUS_SANITIZER_ENVIRONMENT "")
if(PLEXUS_SANITIZERS)
  set(_suppressions "${PROJECT_SOURCE_DIR}/tests/support/ubsan.supp")
  set(PLEXUS_SANITIZER_ENVIRONMENT
      "ASAN_OPTIONS=detect_stack_use_after_return=1"
      "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:suppressions=${_suppressions}"
      "TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1")
  add_compile_options(-fsanitize=${PLEXUS_SANITIZERS} -fno-omit-frame-pointer)
  # GCC warns of uninitialised members all over the standard library when it instruments.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${PLEXUS_SANITIZERS})
  if(PLEXUS_SANITIZERS STREQUAL "thread") # it does not know fences; Asio's queues have a mutex, too
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
