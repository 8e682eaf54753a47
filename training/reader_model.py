"""The reader's network: MiniLM with a span head, and heads for polarity, entailment and support.

Span scores live on one scale across passages: every start and end logit competes with a constant
zero that stands for "none" (shared normalisation, Clark & Gardner 2018), so that scores of
different windows of one question may be compared and summed.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel


class ReaderModel(nn.Module):
    """Token ids in, ``(start, end, polarity, entailment, support)`` logits out."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.bert = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.span = nn.Linear(width, 2)
        self.window = nn.Linear(width, 2)
        self.pool = nn.Linear(width, width)
        self.polarity = nn.Linear(width, 2)
        self.entailment = nn.Linear(width, 3)
        self.support = nn.Linear(width, 1)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> tuple[Tensor, ...]:
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=types)[0]
        first = hidden[:, 0]
        logits = self.span(hidden) + self.window(first).unsqueeze(1)
        pooled = torch.tanh(self.pool(first))
        support = self.support(pooled)[:, 0]
        return (
            logits[..., 0],
            logits[..., 1],
            self.polarity(pooled),
            self.entailment(pooled),
            support,
        )


def load_pretrained(folder: Path) -> ReaderModel:
    """A fresh reader on the sentence encoder's weights (``config.json``, ``model.safetensors``)."""
    config = BertConfig.from_json_file(str(folder / "config.json"))
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    config._attn_implementation = "eager"
    model = ReaderModel(config)
    weights = {
        k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()
    }
    missing, _ = model.bert.load_state_dict(weights, strict=False)
    if [k for k in missing if "position_ids" not in k]:
        raise ValueError(f"weights lack {missing}; is {folder} all-MiniLM-L6-v2?")
    return model


def _log_none_or_gold(logits: Tensor, gold: Tensor, allowed: Tensor) -> Tensor:
    """``-log p`` of the gold positions, or of "none" without any, for flat logits and a zero."""
    scores = logits.masked_fill(~allowed, -1e4)
    total = torch.logsumexp(torch.cat([scores, scores.new_zeros(1)]), 0)
    if not bool(gold.any()):
        return total
    return total - torch.logsumexp(scores[gold], 0)


def span_loss(
    start: Tensor,
    end: Tensor,
    gold_start: Tensor,
    gold_end: Tensor,
    allowed: Tensor,
    groups: list[list[int]],
) -> Tensor:
    """Shared-normalised loss over each group of windows plus each window on its own.

    ``start``/``end`` are (windows, tokens) logits, ``gold_*`` and ``allowed`` boolean masks of the
    same shape, ``groups`` the window rows of each question.
    """
    losses = []
    for rows in groups:
        for logits, gold in ((start, gold_start), (end, gold_end)):
            losses.append(
                _log_none_or_gold(
                    logits[rows].flatten(), gold[rows].flatten(), allowed[rows].flatten()
                )
            )
    scores_s = start.masked_fill(~allowed, -1e4)
    scores_e = end.masked_fill(~allowed, -1e4)
    alone = start.new_zeros(())
    for scores, gold in ((scores_s, gold_start), (scores_e, gold_end)):
        zero = scores.new_zeros(scores.shape[0], 1)
        total = torch.logsumexp(torch.cat([scores, zero], 1), 1)
        has = gold.any(1)
        best = torch.logsumexp(scores.masked_fill(~gold, -1e4), 1)
        alone = alone + (total - torch.where(has, best, torch.zeros_like(best))).mean()
    return torch.stack(losses).mean() + 0.5 * alone / 2
