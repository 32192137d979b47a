# plexus_room(NAME [CAF_PCH] [DEPS room...] [PACKAGES target...] [PUBLIC_PACKAGES target...])
#
# Makes the library plexus_NAME from every source of the calling folder and its subfolders that have
# no CMakeLists.txt of their own. DEPS are other rooms; PACKAGES are outside libraries, hidden from
# the room's users unless PUBLIC_PACKAGES. CAF_PCH is for rooms that use CAF::core: its headers come
# precompiled. Adding a source file needs no edit.
function(plexus_room NAME)
  cmake_parse_arguments(ROOM "CAF_PCH" "" "DEPS;PACKAGES;PUBLIC_PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(NOT sources) # headers only
    add_library(plexus_${NAME} INTERFACE)
    target_include_directories(plexus_${NAME} INTERFACE "${PROJECT_SOURCE_DIR}")
    list(TRANSFORM ROOM_DEPS PREPEND plexus_)
    target_link_libraries(plexus_${NAME} INTERFACE ${ROOM_DEPS} ${ROOM_PUBLIC_PACKAGES})
    return()
  endif()
  add_library(plexus_${NAME} STATIC ${sources})
  target_include_directories(plexus_${NAME} PUBLIC "${PROJECT_SOURCE_DIR}")
  list(TRANSFORM ROOM_DEPS PREPEND plexus_)
  target_link_libraries(plexus_${NAME} PUBLIC ${ROOM_DEPS} ${ROOM_PUBLIC_PACKAGES}
                        PRIVATE ${ROOM_PACKAGES})
  if(ROOM_CAF_PCH)
    plexus_caf_precompiled(plexus_${NAME})
  endif()
endfunction()

# Gives TARGET the one precompiled form of the CAF headers that every actor needs.
function(plexus_caf_precompiled TARGET)
  if(NOT PLEXUS_PRECOMPILED_HEADERS)
    return()
  endif()
  if(NOT TARGET plexus_caf_headers)
    set(source "${PROJECT_BINARY_DIR}/plexus_caf_headers.cpp")
    file(CONFIGURE OUTPUT "${source}" CONTENT "// Carries the precompiled headers.\n")
    add_library(plexus_caf_headers OBJECT "${source}")
    target_link_libraries(plexus_caf_headers PUBLIC CAF::core)
    target_precompile_headers(plexus_caf_headers PRIVATE
      <caf/actor_system.hpp> <caf/event_based_actor.hpp> <caf/stateful_actor.hpp>
      <caf/typed_event_based_actor.hpp> <caf/send.hpp> <memory> <string> <vector>)
  endif()
  target_precompile_headers(${TARGET} REUSE_FROM plexus_caf_headers)
endfunction()

# Enters a folder that has a CMakeLists.txt.
function(plexus_add_if_present FOLDER)
  if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${FOLDER}/CMakeLists.txt")
    add_subdirectory(${FOLDER})
  endif()
endfunction()

# plexus_program(NAME [CAF_PCH] [DEPS room...] [PACKAGES target...])
#
# The program NAME from main.cpp of the calling folder, and the library plexus_NAME_app from its
# other sources, which tests link too.
function(plexus_program NAME)
  cmake_parse_arguments(PROGRAM "CAF_PCH" "" "DEPS;PACKAGES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  list(REMOVE_ITEM sources "${CMAKE_CURRENT_SOURCE_DIR}/main.cpp")
  list(TRANSFORM PROGRAM_DEPS PREPEND plexus_)
  add_library(plexus_${NAME}_app STATIC ${sources})
  target_include_directories(plexus_${NAME}_app PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(plexus_${NAME}_app PUBLIC ${PROGRAM_DEPS} PRIVATE ${PROGRAM_PACKAGES})
  add_executable(${NAME} main.cpp)
  target_compile_definitions(${NAME} PRIVATE PLEXUS_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${NAME} PRIVATE plexus_${NAME}_app ${PROGRAM_PACKAGES})
  if(PROGRAM_CAF_PCH)
    plexus_caf_precompiled(plexus_${NAME}_app)
  endif()
endfunction()
