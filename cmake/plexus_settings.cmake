# Compiler settings shared by every target.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(PLEXUS_PRECOMPILED_HEADERS "Precompile the headers of CAF and Catch2" ON)
set(PLEXUS_SANITIZERS "" CACHE STRING "Value of -fsanitize for every target")

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                    -Werror)
if(PLEXUS_SANITIZERS)
  add_compile_options(-fsanitize=${PLEXUS_SANITIZERS} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${PLEXUS_SANITIZERS})
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE_PROGRAM})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
