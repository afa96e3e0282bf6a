"""The agent loop of each framework, with a model that follows a script: which tools to call, one after the other.

Every loop is the framework's own. Each function here takes the framework's tools and a script, and gives back what the
model was told after each call.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

Script = list[tuple[str, dict[str, Any]]]
DONE = "The picture is ready."


def langchain(tools: list[Any], script: Script) -> list[str]:
    from langchain.agents import create_agent
    from langchain_core.messages import ToolMessage

    agent = create_agent(langchain_model(script), tools)
    found = agent.invoke({"messages": [{"role": "user", "content": "Make a picture."}]})
    assert found["messages"][-1].content == DONE
    return [str(message.content) for message in found["messages"] if isinstance(message, ToolMessage)]


def langchain_model(script: Script) -> Any:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, ToolMessage
    from langchain_core.outputs import ChatGeneration, ChatResult

    class Scripted(BaseChatModel):
        @property
        def _llm_type(self) -> str:
            return "scripted"

        def bind_tools(self, tools: Any, **_options: Any) -> Any:
            assert tools
            return self

        def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **_options: Any) -> ChatResult:
            del stop, run_manager
            step = sum(isinstance(message, ToolMessage) for message in messages)
            said = AIMessage(DONE)
            if step < len(script):
                name, arguments = script[step]
                said = AIMessage("", tool_calls=[{"name": name, "args": arguments, "id": f"call-{step}"}])
            return ChatResult(generations=[ChatGeneration(message=said)])

    return Scripted()


def openai_agents(tools: list[Any], script: Script) -> list[str]:
    from agents import Agent, Runner, set_tracing_disabled

    set_tracing_disabled(disabled=True)
    agent = Agent(name="painter", tools=tools, model=openai_agents_model(script))
    found = Runner.run_sync(agent, "Make a picture.")
    assert found.final_output == DONE
    return [str(item.output) for item in found.new_items if item.type == "tool_call_output_item"]


def openai_agents_model(script: Script) -> Any:
    from agents import Model, ModelResponse, Usage
    from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText

    class Scripted(Model):
        def __init__(self) -> None:
            self.step = 0

        async def get_response(self, *_arguments: Any, **_options: Any) -> ModelResponse:
            step, self.step = self.step, self.step + 1
            if step < len(script):
                name, arguments = script[step]
                call = f"call-{step}"
                said: Any = ResponseFunctionToolCall(
                    arguments=json.dumps(arguments), call_id=call, name=name, type="function_call", id=call
                )
            else:
                text = ResponseOutputText(text=DONE, type="output_text", annotations=[])
                said = ResponseOutputMessage(
                    id="last", content=[text], role="assistant", status="completed", type="message"
                )
            return ModelResponse(output=[said], usage=Usage(), response_id=None)

        def stream_response(self, *_arguments: Any, **_options: Any) -> Any:
            raise NotImplementedError

    return Scripted()


def pydantic_ai(tools: list[Any], script: Script) -> list[str]:
    from pydantic_ai import Agent
    from pydantic_ai.messages import ToolReturnPart

    found = Agent(pydantic_ai_model(script), tools=tools).run_sync("Make a picture.")
    assert found.output == DONE
    parts = [part for message in found.all_messages() for part in message.parts]
    return [str(part.content) for part in parts if isinstance(part, ToolReturnPart)]


def pydantic_ai_model(script: Script) -> Any:
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart, ToolReturnPart
    from pydantic_ai.models.function import FunctionModel

    def answer(messages: Any, info: Any) -> ModelResponse:
        assert info.function_tools
        step = sum(isinstance(part, ToolReturnPart) for message in messages for part in message.parts)
        if step < len(script):
            return ModelResponse(parts=[ToolCallPart(*script[step])])
        return ModelResponse(parts=[TextPart(DONE)])

    return FunctionModel(answer)


def llama_index(tools: list[Any], script: Script) -> list[str]:
    from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult

    async def run() -> list[str]:
        handler = FunctionAgent(tools=tools, llm=llama_index_model(script), streaming=False).run("Make a picture.")
        events = [event async for event in handler.stream_events()]
        assert DONE in str(await handler)
        return [str(event.tool_output.content) for event in events if isinstance(event, ToolCallResult)]

    return asyncio.run(run())


def llama_index_model(script: Script) -> Any:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole, TextBlock, ToolCallBlock
    from llama_index.core.llms.mock import MockFunctionCallingLLM

    def answer(messages: Any, **_options: Any) -> ChatMessage:
        step = sum(message.role == MessageRole.TOOL for message in messages)
        if step < len(script):
            name, arguments = script[step]
            call = ToolCallBlock(tool_call_id=f"call-{step}", tool_name=name, tool_kwargs=arguments)
            return ChatMessage(role="assistant", blocks=[call])
        return ChatMessage(role="assistant", blocks=[TextBlock(text=DONE)])

    return MockFunctionCallingLLM(response_generator=answer, is_chat_model=True)


def smolagents(tools: list[Any], script: Script) -> list[str]:
    from smolagents import ToolCallingAgent
    from smolagents.memory import ActionStep

    agent = ToolCallingAgent(tools=tools, model=smolagents_model(script), verbosity_level=0)
    assert agent.run("Make a picture.") == DONE
    steps = [step for step in agent.memory.steps if isinstance(step, ActionStep)]
    return [str(step.error or step.observations) for step in steps[: len(script)]]


def smolagents_model(script: Script) -> Any:
    from smolagents.models import ChatMessage, ChatMessageToolCall, ChatMessageToolCallFunction, MessageRole, Model

    class Scripted(Model):
        def __init__(self) -> None:
            super().__init__()
            self.step = 0

        def generate(self, *_arguments: Any, **_options: Any) -> ChatMessage:
            step, self.step = self.step, self.step + 1
            name, arguments = script[step] if step < len(script) else ("final_answer", {"answer": DONE})
            function = ChatMessageToolCallFunction(name=name, arguments=arguments)
            call = ChatMessageToolCall(function=function, id=f"call-{step}", type="function")
            return ChatMessage(role=MessageRole.ASSISTANT, content="", tool_calls=[call])

    return Scripted()


LOOPS: dict[str, Callable[[list[Any], Script], list[str]]] = {
    "langchain": langchain,
    "openai_agents": openai_agents,
    "pydantic_ai": pydantic_ai,
    "llama_index": llama_index,
    "smolagents": smolagents,
}
MODELS: dict[str, Callable[[Script], Any]] = {
    "langchain": langchain_model,
    "openai_agents": openai_agents_model,
    "pydantic_ai": pydantic_ai_model,
    "llama_index": llama_index_model,
    "smolagents": smolagents_model,
}
